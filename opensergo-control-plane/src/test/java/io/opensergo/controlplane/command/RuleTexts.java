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

	static final String THROTTLING = """
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: ThrottlingStrategy
			metadata: {name: queue}
			spec: {minIntervalOfRequests: '20ms', queueTimeout: '500ms'}
			""";

	static final String PROTECTION = THROTTLING + """
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: RateLimitStrategy
			metadata: {name: ten}
			spec: {metricType: RequestAmount, limitMode: Local, threshold: 10, statDuration: 1s}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: ConcurrencyLimitStrategy
			metadata: {name: eight}
			spec: {maxConcurrency: 8, limitMode: Local}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: CircuitBreakerStrategy
			metadata: {name: breaker}
			spec: {strategy: ErrorRequestRatio, triggerRatio: '60%', statDuration: 30s, recoveryTimeout: 5s}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: AdaptiveOverloadProtectionStrategy
			metadata: {name: cpu}
			spec: {metricType: CpuPercentage, triggerThreshold: '70%', adaptiveStrategy: BBR}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: HttpRequestFallbackAction
			metadata: {name: sorry}
			spec: {behavior: ReturnProvidedResponse, behaviorDesc: {responseStatusCode: 429}}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: FaultToleranceRule
			metadata: {name: guard}
			spec:
			  targets: [{targetResourceName: "GET:/foo"}]
			  strategies:
			  - name: ten
			  - {name: queue, kind: ThrottlingStrategy}
			  - name: eight
			  - name: breaker
			  - name: cpu
			  fallbackAction: sorry
			""";

	private RuleTexts() {
	}

}
