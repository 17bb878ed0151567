package io.opensergo.spring.propagation.grpc;

import io.grpc.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MetadataAccess}.
 */
class MetadataAccessTests {

	private final Metadata metadata = new Metadata();

	@Test
	void readsAllValuesAndNames() {
		Metadata.Key<String> key = Metadata.Key.of("x-tenant", Metadata.ASCII_STRING_MARSHALLER);
		this.metadata.put(key, "a");
		this.metadata.put(key, "b");
		assertThat(MetadataAccess.INSTANCE.values(this.metadata, "x-tenant")).containsExactly("a", "b");
		assertThat(MetadataAccess.INSTANCE.names(this.metadata)).containsExactly("x-tenant");
		MetadataAccess.INSTANCE.set(this.metadata, "x-tenant", "c");
		assertThat(this.metadata.getAll(key)).containsExactly("c");
		MetadataAccess.INSTANCE.remove(this.metadata, "x-tenant");
		assertThat(this.metadata.keys()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":path", "x!y", "x y", "trace-bin" })
	void nameThatIsNoTextOfGrpcIsNotThere(String name) {
		MetadataAccess.INSTANCE.set(this.metadata, name, "a");
		assertThat(this.metadata.keys()).isEmpty();
		assertThat(MetadataAccess.INSTANCE.values(this.metadata, name)).isNull();
		MetadataAccess.INSTANCE.remove(this.metadata, name);
	}

}
