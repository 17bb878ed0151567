package io.opensergo.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import io.opensergo.protocol.transport.v1.SubscribeResponse;

/**
 * The bytes of a file of the cache: a magic text, the version of the format, the length
 * and the bytes of a {@link SubscribeResponse}, and a SHA-256 of all before.
 */
final class RuleCacheFile {

	/**
	 * The version that is written, and the only one that is read.
	 */
	static final int FORMAT = 1;

	private static final byte[] MAGIC = "OPENSERGO RULES\n".getBytes(StandardCharsets.US_ASCII);

	private static final int HEADER = MAGIC.length + 2 * Integer.BYTES;

	private static final int CHECKSUM = 32;

	/**
	 * What a file is longer than its message.
	 */
	static final int OVERHEAD = HEADER + CHECKSUM;

	private RuleCacheFile() {
	}

	static byte[] write(SubscriptionKey key, List<Any> data) {
		byte[] body = SubscribeResponse.newBuilder()
			.setNamespace(key.namespace())
			.setApp(key.app())
			.setKind(key.kind().wireName())
			.setDataWithVersion(DataWithVersion.newBuilder().addAllData(data))
			.build()
			.toByteArray();
		ByteBuffer buffer = ByteBuffer.allocate(body.length + OVERHEAD);
		buffer.put(MAGIC).putInt(FORMAT).putInt(body.length).put(body);
		buffer.put(checksum(buffer.array(), HEADER + body.length));
		return buffer.array();
	}

	/**
	 * Reads what {@link #write} has written.
	 * @throws DamagedException when the bytes are anything else
	 * @throws OtherFormatException when another release has written them
	 */
	static List<Any> read(SubscriptionKey key, byte[] bytes) throws IOException {
		require(bytes.length >= OVERHEAD, "it is cut off");
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		byte[] magic = new byte[MAGIC.length];
		buffer.get(magic);
		require(Arrays.equals(magic, MAGIC), "it is no file of rules");
		int format = buffer.getInt();
		if (format != FORMAT) {
			throw new OtherFormatException(format);
		}
		require(buffer.getInt() == bytes.length - OVERHEAD, "it is cut off");
		int checked = bytes.length - CHECKSUM;
		require(Arrays.equals(bytes, checked, bytes.length, checksum(bytes, checked), 0, CHECKSUM),
				"its checksum is wrong");
		return message(key, ByteBuffer.wrap(bytes, HEADER, checked - HEADER));
	}

	private static List<Any> message(SubscriptionKey key, ByteBuffer body) throws IOException {
		SubscribeResponse message;
		try {
			message = SubscribeResponse.parseFrom(body);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new DamagedException("it holds no message");
		}
		require(message.getNamespace().equals(key.namespace()) && message.getApp().equals(key.app())
				&& message.getKind().equals(key.kind().wireName()), "it belongs to another subscription");
		return message.getDataWithVersion().getDataList();
	}

	private static void require(boolean condition, String problem) throws IOException {
		if (!condition) {
			throw new DamagedException(problem);
		}
	}

	private static byte[] checksum(byte[] bytes, int length) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(bytes, 0, length);
			return digest.digest();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	/**
	 * The bytes are not what was written.
	 */
	static final class DamagedException extends IOException {

		private static final long serialVersionUID = 1L;

		DamagedException(String problem) {
			super(problem);
		}

	}

	/**
	 * Another release has written the bytes.
	 */
	static final class OtherFormatException extends IOException {

		private static final long serialVersionUID = 1L;

		OtherFormatException(int format) {
			super("it has the format " + format + ", this release reads " + FORMAT);
		}

	}

}
