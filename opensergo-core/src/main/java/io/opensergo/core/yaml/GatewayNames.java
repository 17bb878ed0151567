package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads names of gateways: {@code mesh}, {@code name} or {@code namespace/name}.
 */
final class GatewayNames {

	/**
	 * The name that means every caller that is no gateway.
	 */
	static final String MESH = "mesh";

	private GatewayNames() {
	}

	/**
	 * Reads a list of names.
	 * @param value the list
	 * @return the names that could be read
	 */
	static List<String> read(YamlValue value) {
		List<String> names = new ArrayList<>();
		for (YamlValue item : value.list()) {
			String name = item.nonEmptyText();
			if (name != null && check(item, name)) {
				names.add(name);
			}
		}
		return names;
	}

	private static boolean check(YamlValue item, String name) {
		int slash = name.indexOf('/');
		boolean valid = (slash >= 0)
				? Syntax.isDnsLabel(name.substring(0, slash)) && Syntax.isDnsLabel(name.substring(slash + 1))
				: Syntax.isHost(name);
		if (!valid) {
			item.error("\"" + YamlValue.shown(name) + "\" is not the name of a gateway",
					"write mesh, a name, or namespace/name");
			return false;
		}
		if (slash < 0 && name.contains(".")) {
			item.warning("the gateway \"" + YamlValue.shown(name) + "\" is written as a host name, an old form",
					"write namespace/name");
		}
		return true;
	}

}
