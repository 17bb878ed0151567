package io.opensergo.spring.loadbalancer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.kubernetes.commons.discovery.DefaultKubernetesServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceLabels}.
 */
class InstanceLabelsTests {

	private static final String LANE = "opensergo.io/lane";

	private final InstanceLabels labels = new InstanceLabels();

	@Test
	void ofWhenNamesAreFreeIsTheMetadata() {
		ServiceInstance instance = instance(Map.of(LANE, "gray", "version", "v2"));
		assertThat(this.labels.of(instance)).isSameAs(instance.getMetadata());
	}

	@Test
	void ofWhenNamesAreRestrictedRestoresThem() {
		Map<String, String> labels = Map.of(LANE, "gray", "version", "v2", "example.org/team", "stock");
		assertThat(this.labels.of(instance(InstanceLabels.restricted(labels)))).containsAllEntriesOf(labels);
	}

	@Test
	void ofWhenRestrictedNameWasSetByHandTakesItsValue() {
		Map<String, String> metadata = InstanceLabels.restricted(Map.of(LANE, "gray", "example.org/team", "stock"));
		metadata.put("opensergo-io-lane", "blue");
		metadata.put("example-org-team", "order");
		assertThat(this.labels.of(instance(metadata))).containsEntry(LANE, "blue")
			.containsEntry("example.org/team", "order");
	}

	@Test
	void ofWhenOriginalNamesNameNothingIgnoresThem() {
		Map<String, String> metadata = Map.of("opensergo-label-names", ",example.org/team,,version", "version", "v1");
		assertThat(this.labels.of(instance(metadata))).containsExactlyInAnyOrderEntriesOf(metadata);
	}

	@Test
	void restrictedWhenTwoLabelsGetTheSameNameKeepsTheFirst() {
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("a.b", "1");
		labels.put("a/b", "2");
		assertThat(this.labels.of(instance(InstanceLabels.restricted(labels)))).containsEntry("a.b", "1")
			.doesNotContainKey("a/b");
	}

	@Test
	void restrictedWhenThereAreManyNamesStaysWithinTheLimitsOfConsul() {
		Map<String, String> labels = IntStream.range(0, 60)
			.boxed()
			.collect(Collectors.toMap((i) -> "example.org/label-" + i, String::valueOf));
		Map<String, String> restricted = InstanceLabels.restricted(labels);
		assertThat(restricted).hasSize(61);
		assertThat(restricted.keySet()).allMatch((name) -> name.matches("[A-Za-z0-9_-]{1,128}"));
		assertThat(restricted.get("opensergo-label-names")).hasSizeBetween(400, 512);
	}

	@Test
	void ofWhenMetadataIsMissingIsEmpty() {
		ServiceInstance instance = new DefaultServiceInstance("1", "stock", "127.0.0.1", 80, false) {

			@Override
			public @Nullable Map<String, String> getMetadata() {
				return null;
			}

		};
		assertThat(this.labels.of(instance)).isEmpty();
	}

	@Test
	void ofWhenPodHasLabelsPrefersThemToLabelsOfTheService() {
		ServiceInstance instance = pod(Map.of("app", "stock", LANE, "blue"),
				Map.of("labels", Map.of(LANE, "gray", "version", "v2"), "annotations", Map.of("version", "none")));
		assertThat(this.labels.of(instance))
			.containsExactlyInAnyOrderEntriesOf(Map.of("app", "stock", LANE, "gray", "version", "v2"));
	}

	@Test
	void ofWhenPodLabelsAreNotReadTakesLabelsOfTheService() {
		assertThat(this.labels.of(pod(Map.of(LANE, "gray"), Map.of()))).containsEntry(LANE, "gray");
		assertThat(this.labels.of(pod(Map.of(LANE, "gray"), null))).containsEntry(LANE, "gray");
	}

	@Test
	void ofWhenLabelsOfTheServiceHavePrefixRemovesIt() {
		ServiceInstance instance = pod(Map.of("label:" + LANE, "gray", "version", "annotation", "label:version", "v2"),
				Map.of());
		assertThat(new InstanceLabels("label:").of(instance)).containsEntry(LANE, "gray")
			.containsEntry("version", "v2");
		assertThat(this.labels.of(instance)).doesNotContainKey(LANE);
	}

	private static ServiceInstance instance(Map<String, String> metadata) {
		return new DefaultServiceInstance("1", "stock", "127.0.0.1", 80, false, metadata);
	}

	private static ServiceInstance pod(Map<String, String> metadata,
			@Nullable Map<String, Map<String, String>> podMetadata) {
		return new DefaultKubernetesServiceInstance("1", "stock", "127.0.0.1", 80, metadata, false, "default", null,
				podMetadata);
	}

}
