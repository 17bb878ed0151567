package io.opensergo.controlplane.boot;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * An address cannot be listened on.
 */
public final class ListenException extends IOException {

	private static final long serialVersionUID = 1L;

	private final InetSocketAddress address;

	private final boolean management;

	ListenException(InetSocketAddress address, boolean management, Throwable cause) {
		super(rootMessage(cause), cause);
		this.address = address;
		this.management = management;
	}

	private static String rootMessage(Throwable ex) {
		Throwable root = ex;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return String.valueOf(root.getMessage());
	}

	/**
	 * The address.
	 * @return the address
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Whether it is the address of health and meters.
	 * @return {@code true} when it is not the one of the rules
	 */
	public boolean management() {
		return this.management;
	}

}
