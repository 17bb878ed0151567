package io.opensergo.core.match;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AddressRange}.
 */
class AddressRangeTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.1.2.3, true", "10.0.0.0/8, 11.0.0.1, false", "192.168.4.0/22, 192.168.7.255, true",
			"192.168.4.0/22, 192.168.8.0, false", "127.0.0.1, 127.0.0.1, true", "127.0.0.1, 127.0.0.2, false",
			"0.0.0.0/0, 8.8.8.8, true", "fd00::/8, fd12::1, true", "fd00::/8, fe80::1, false", "::1, ::1, true",
			"10.0.0.0/8, ::1, false", "10.0.0.0/8, ::ffff:10.0.0.1, true" })
	void containsFollowsThePrefix(String range, String address, boolean expected) throws UnknownHostException {
		assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "fd00::/129", "300.1.1.1/8" })
	void parseWhenTextIsNoRangeSaysSo(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text)).withMessageContaining("write");
	}

}
