package io.opensergo.controlplane.report;

import java.util.List;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RejectionFormat}.
 */
class RejectionFormatTests {

	private final Rejection rejection = new Rejection(Severity.ERROR, "TrafficRouter", "default", "stock",
			"rules/stock.yaml", 3, 7, "spec.hosts", "it is missing", "add it");

	@Test
	void textWhenRenderedIsOneLinePerRejection() {
		assertThat(RejectionFormat.TEXT.render(List.of(this.rejection, this.rejection))).isEqualTo("""
				rules/stock.yaml:3:7: error: TrafficRouter default/stock: spec.hosts: it is missing; add it
				rules/stock.yaml:3:7: error: TrafficRouter default/stock: spec.hosts: it is missing; add it
				""");
	}

	@Test
	void textWhenDocumentSmuggledLineBreaksStaysOneLine() {
		Rejection forged = new Rejection(Severity.WARNING, null, null, null, "a.yaml", 1, 1, "",
				"value is \"x\n  b.yaml: error\u001b[31m\"", "mend it");
		assertThat(RejectionFormat.TEXT.render(List.of(forged)))
			.isEqualTo("a.yaml:1:1: warning: value is \"x b.yaml: error?[31m\"; mend it\n");
	}

	@Test
	void jsonWhenRenderedHasAllParts() throws Exception {
		JSONAssert.assertEquals("""
				[{"severity":"error","file":"rules/stock.yaml","line":3,"column":7,"kind":"TrafficRouter",
				  "namespace":"default","name":"stock","path":"spec.hosts","reason":"it is missing","fix":"add it"}]
				""", RejectionFormat.JSON.render(List.of(this.rejection)), JSONCompareMode.STRICT);
	}

}
