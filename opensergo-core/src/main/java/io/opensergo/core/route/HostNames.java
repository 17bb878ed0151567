package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of hosts: short service names, full names of Kubernetes services, external names.
 */
public final class HostNames {

	private static final String CLUSTER_DOMAIN = "cluster.local";

	private static final String SERVICE_SUFFIX = ".svc." + CLUSTER_DOMAIN;

	private HostNames() {
	}

	/**
	 * The full name of a host that a rule names: a name without a dot is a service of the
	 * rule's namespace, any other name is full already.
	 * @param host the host as written
	 * @param namespace the namespace of the rule
	 * @return the full name, lower case
	 */
	public static String resolve(String host, String namespace) {
		String name = withoutRoot(host.toLowerCase(Locale.ROOT));
		return (name.indexOf('.') == -1 && !name.startsWith("*")) ? name + "." + namespace + SERVICE_SUFFIX
				: withoutDoubledSuffix(name);
	}

	/**
	 * The service that a host means, as registries without namespaces know it.
	 * @param host a short or full name
	 * @return {@code stock} for {@code stock.default.svc.cluster.local}; other names are
	 * returned as they are
	 */
	public static String serviceOf(String host) {
		String name = withoutDoubledSuffix(withoutRoot(host));
		int suffix = name.endsWith(SERVICE_SUFFIX) ? name.length() - SERVICE_SUFFIX.length() : -1;
		int dot = name.indexOf('.');
		return (dot != -1 && dot < suffix) ? name.substring(0, dot) : name;
	}

	/**
	 * The full names that a called name may stand for, the most likely first.
	 * @param name the name that is called
	 * @param namespace the namespace of the caller
	 * @return the candidates, lower case
	 */
	public static List<String> candidates(String name, String namespace) {
		String host = withoutRoot(name.toLowerCase(Locale.ROOT));
		List<String> candidates = new ArrayList<>(4);
		if (host.indexOf('.') == -1) {
			candidates.add(host + "." + namespace + SERVICE_SUFFIX);
		}
		candidates.add(host);
		if (host.endsWith(".svc")) {
			candidates.add(host + "." + CLUSTER_DOMAIN);
		}
		else if (host.indexOf('.') != -1 && host.indexOf('.') == host.lastIndexOf('.')) {
			candidates.add(host + SERVICE_SUFFIX);
		}
		return candidates;
	}

	/**
	 * A dot at the end makes a name absolute; these names are anyway.
	 */
	private static String withoutRoot(String name) {
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

	/**
	 * Undoes what the Go control plane does to a host that is a full name already: it
	 * appends the suffix a second time.
	 */
	private static String withoutDoubledSuffix(String name) {
		int first = name.indexOf(SERVICE_SUFFIX);
		boolean doubled = first != -1 && first + SERVICE_SUFFIX.length() < name.length()
				&& name.endsWith(SERVICE_SUFFIX);
		return doubled ? name.substring(0, first + SERVICE_SUFFIX.length()) : name;
	}

}
