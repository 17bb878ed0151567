package io.opensergo.client.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.testing.FuzzRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no bytes make {@link RuleCodec} throw, hang or keep memory, and that no rule
 * which it accepts breaks the compilation of the snapshot. The full form: {@code mvn
 * -pl opensergo-client -am test -Dtest=RuleCodecFuzzTests
 * -Dsurefire.failIfNoSpecifiedTests=false -Dopensergo.fuzz.inputs=1000000}.
 */
class RuleCodecFuzzTests {

	private static final int SHORT_FORM = 10_000;

	private static final int MAX_PIECE = 24;

	private static final List<Payload> ROUTES = RuleCodecTests.rules()
		.filter(RouteConfiguration.class::isInstance)
		.map(Payload::of)
		.toList();

	private static final List<Payload> OTHERS = RuleCodecTests.rules()
		.filter((rule) -> !(rule instanceof RouteConfiguration))
		.map(Payload::of)
		.toList();

	private final Caller caller = Caller.of("order", "default", Map.of());

	private int accepted;

	private int refused;

	@Test
	void decodeOfRouteConfigurationsNeverThrowsAndWhatItAcceptsCompiles() {
		decodeNeverThrows("route-configurations", ROUTES);
	}

	@Test
	void decodeOfOthersNeverThrowsAndWhatItAcceptsCompiles() {
		decodeNeverThrows("others", OTHERS);
	}

	private void decodeNeverThrows(String name, List<Payload> valid) {
		FuzzRun run = FuzzRun.of(name, SHORT_FORM);
		run.run((random) -> mutate(valid, random), this::decode);
		// both must be common; otherwise this test would test nothing
		assertThat(this.accepted).isGreaterThan(run.inputs() / 10);
		assertThat(this.refused).isGreaterThan(run.inputs() / 10);
	}

	private void decode(Payload payload) {
		for (DecodeProfile profile : DecodeProfile.values()) {
			RuleCodec codec = new RuleCodec(profile);
			RuleSet rules = codec.decode(payload.kind(), "default", "fuzz", List.of(payload.toAny()));
			CompiledRules compiled = CompiledRules.compile(new RuleSnapshot(1, rules.rules(), List.of()), this.caller);
			compiled.routes("stock");
			compiled.subsets("stock");
			ProtectionPlan.compile(new RuleSnapshot(1, rules.rules(), List.of()), this.caller)
				.protectionsOf("GET:/foo");
			rules.rejections().forEach(Rejection::describe);
			this.accepted += rules.rules().size();
			this.refused += rules.rules().isEmpty() ? 1 : 0;
		}
	}

	/**
	 * Single bytes hit fields and lengths; pieces of other payloads hit what no single
	 * byte finds, such as a field that must not be repeated.
	 */
	private static Payload mutate(List<Payload> valid, RandomGenerator random) {
		Payload payload = valid.get(random.nextInt(valid.size()));
		byte[] bytes = payload.bytes();
		for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
			bytes = edit(bytes, valid, random);
		}
		return new Payload(payload.kind(), payload.typeUrl(), bytes);
	}

	private static byte[] edit(byte[] bytes, List<Payload> valid, RandomGenerator random) {
		int start = random.nextInt(bytes.length + 1);
		int end = Math.min(bytes.length, start + random.nextInt(MAX_PIECE));
		return switch (random.nextInt(6)) {
			case 0 -> replace(bytes, start, end, new byte[0]);
			case 1 -> replace(bytes, start, start, randomBytes(random));
			case 2 -> replace(bytes, start, end, pieceOf(valid.get(random.nextInt(valid.size())).bytes(), random));
			case 3 -> replace(bytes, start, start, pieceOf(bytes, random));
			default -> flip(bytes, random);
		};
	}

	private static byte[] flip(byte[] bytes, RandomGenerator random) {
		byte[] flipped = bytes.clone();
		if (flipped.length > 0) {
			int position = random.nextInt(flipped.length);
			flipped[position] = (byte) (random.nextBoolean() ? flipped[position] ^ (1 << random.nextInt(8))
					: random.nextInt());
		}
		return flipped;
	}

	private static byte[] randomBytes(RandomGenerator random) {
		byte[] bytes = new byte[random.nextInt(MAX_PIECE)];
		random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] pieceOf(byte[] bytes, RandomGenerator random) {
		int start = random.nextInt(bytes.length + 1);
		int end = Math.min(bytes.length, start + random.nextInt(MAX_PIECE));
		return Arrays.copyOfRange(bytes, start, end);
	}

	private static byte[] replace(byte[] bytes, int start, int end, byte[] piece) {
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		result.write(bytes, 0, start);
		result.writeBytes(piece);
		result.write(bytes, end, bytes.length - end);
		return result.toByteArray();
	}

	private record Payload(RuleKind kind, String typeUrl, byte[] bytes) {

		static Payload of(Rule rule) {
			Any any = new RuleCodec(DecodeProfile.LENIENT).encode(rule);
			return new Payload(rule.kind(), any.getTypeUrl(), any.getValue().toByteArray());
		}

		Any toAny() {
			return Any.newBuilder().setTypeUrl(this.typeUrl).setValue(ByteString.copyFrom(this.bytes)).build();
		}

		@Override
		public String toString() {
			return this.kind + " " + HexFormat.of().formatHex(this.bytes);
		}

	}

}
