package io.opensergo.controlplane.command;

/**
 * Rule documents.
 */
final class RuleTexts {

	static final String ROUTER = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock-router, namespace: default}
			spec:
			  hosts: [stock]
			  http:
			  - name: gold
			    match:
			    - headers: {x-tier: {exact: gold}}
			    route:
			    - destination: {host: stock, subset: v2, port: {number: 8080}, fallback: {host: stock, subset: v1}}
			      weight: 90
			    - destination: {host: stock, subset: v1}
			      weight: 10
			  - match: [{uri: {prefix: /old}}]
			    redirect: {uri: /new, redirectCode: 302}
			  - match: [{uri: {prefix: /closed}}]
			    directResponse: {status: 503, body: {string: closed}}
			  - match: [{uri: {prefix: /only-order}, sourceLabels: {app: order}}]
			    route: [{destination: {host: stock, subset: v2}}]
			  - match: [{uri: {prefix: /items}}]
			    route: [{destination: {host: stock, subset: v1}}]
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: VirtualWorkload
			metadata: {name: stock}
			spec:
			  host: stock
			  subsets:
			  - {name: v1, labels: {version: v1}}
			  - {name: v2, labels: {version: v2}}
			""";

	static final String LANE = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic: {http: {headers: [{X-User-Id: {exact: "12345"}}]}}
			    lane: {name: gray}
			""";

	static final String BROKEN_ROUTER = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: broken}
			spec:
			  hosts: [payment]
			  htttp: []
			  http:
			  - route: [{destination: {host: payment}, weight: ten}]
			""";

	static final String ENVOY = """
			name: local_route
			virtual_hosts:
			- name: stock
			  domains: ["stock", "stock:*"]
			  routes:
			  - match: {prefix: /v2}
			    name: split
			    route:
			      weighted_clusters:
			        clusters:
			        - {name: "outbound|8080|gray|stock.default.svc.cluster.local", weight: 30}
			        - {name: stock_blue, weight: 70}
			  - match: {path: /dated, headers: [{name: x-day, string_match: {exact: 2024-01-01}}]}
			    redirect: {path_redirect: /new, response_code: FOUND}
			""";

	private RuleTexts() {
	}

}
