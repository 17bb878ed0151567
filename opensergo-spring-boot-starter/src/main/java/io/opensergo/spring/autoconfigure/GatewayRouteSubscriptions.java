package io.opensergo.spring.autoconfigure;

import java.net.URI;
import java.util.function.Consumer;

import org.springframework.cloud.gateway.event.RefreshRoutesResultEvent;
import org.springframework.cloud.gateway.route.CachingRouteLocator;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.context.ApplicationListener;

/**
 * Subscribes to the rules of the services that gateway routes name, each time the routes
 * have been refreshed.
 */
final class GatewayRouteSubscriptions implements ApplicationListener<RefreshRoutesResultEvent> {

	static final String LOAD_BALANCED = "lb";

	private final Consumer<String> subscriptions;

	GatewayRouteSubscriptions(Consumer<String> subscriptions) {
		this.subscriptions = subscriptions;
	}

	@Override
	public void onApplicationEvent(RefreshRoutesResultEvent event) {
		if (event.isSuccess() && event.getSource() instanceof CachingRouteLocator routes) {
			routes.getRoutes()
				.map(Route::getUri)
				.filter((uri) -> LOAD_BALANCED.equals(uri.getScheme()))
				.mapNotNull(URI::getHost)
				.subscribe(this.subscriptions);
		}
	}

}
