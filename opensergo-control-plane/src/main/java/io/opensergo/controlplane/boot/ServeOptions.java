package io.opensergo.controlplane.boot;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What is served where.
 *
 * @param rules the folder with the rules, or a single file
 * @param address where to listen
 */
public record ServeOptions(Path rules, InetSocketAddress address) {

	public ServeOptions {
		Objects.requireNonNull(rules, "rules");
		Objects.requireNonNull(address, "address");
	}

}
