package io.opensergo.controlplane.server;

import java.time.Instant;

/**
 * How one client stands to one key.
 *
 * @param namespace the namespace
 * @param app the application
 * @param kind the kind, as in a CR document
 * @param version the version that was sent last
 * @param sentAt when it was sent
 * @param answer what the client said of it
 * @param accepted the version that the client put in force last, 0 when it never did
 * @param detail the reason of a refusal with its status code, else empty
 */
public record DeliveryStatus(String namespace, String app, String kind, long version, Instant sentAt, Answer answer,
		long accepted, String detail) {

	/**
	 * What a client says of a push.
	 */
	public enum Answer {

		/**
		 * Nothing yet.
		 */
		WAITING,

		/**
		 * It put the push in force.
		 */
		ACK,

		/**
		 * It refused the push and keeps what it had.
		 */
		NACK

	}

}
