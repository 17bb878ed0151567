package io.opensergo.controlplane.server;

import com.google.protobuf.Any;
import io.opensergo.client.codec.DecodeProfile;
import io.opensergo.client.codec.RuleCodec;
import io.opensergo.core.route.TrafficRouterTranslation;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficRouter;

/**
 * Encodes rules as clients of OpenSergo know them: a TrafficRouter travels as Envoy's
 * RouteConfiguration.
 */
public final class WireEncoder implements RuleEncoder {

	private final RuleCodec codec = new RuleCodec(DecodeProfile.STRICT);

	@Override
	public Any encode(Rule rule) {
		return this.codec
			.encode((rule instanceof TrafficRouter router) ? TrafficRouterTranslation.translate(router) : rule);
	}

}
