package io.opensergo.samples.messaging;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests for lanes on messages of Spring Cloud Stream, with the RabbitMQ binder and a real
 * broker.
 */
class StreamRabbitTests {

	private static @Nullable RabbitBroker broker;

	private static @Nullable StreamApplication application;

	@BeforeAll
	static void start(@TempDir Path folder) {
		Assumptions.assumeTrue(RabbitBroker.isInstalled(),
				"RabbitMQ is not installed: apt-get install rabbitmq-server runs these tests");
		broker = RabbitBroker.start(folder);
		application = new StreamApplication("rabbit", "spring.rabbitmq.host=127.0.0.1",
				"spring.rabbitmq.port=" + broker.port());
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
		if (broker != null) {
			broker.close();
		}
	}

	@Test
	void messageCarriesLaneAndNextMessageHasNone() {
		application.carriesLaneAndNextMessageHasNone();
	}

	@Test
	void headerOfTheApplicationWins() {
		application.keepsHeaderOfTheApplication();
	}

	@Test
	void functionThatThrowsLeavesNothingBehind() {
		application.leavesNothingBehindWhenAFunctionThrows();
	}

	@Test
	void reactiveFunctionHandsLaneOn() {
		application.carriesLaneThroughReactiveFunctionThatHandsItOn();
	}

	@Test
	void reactiveFunctionLosesLaneThatItDoesNotHandOn() {
		application.losesLaneInReactiveFunctionThatDoesNotHandItOn();
	}

	@Test
	void threadsOfListenersAreLeftClean() {
		application.leavesThreadsOfListenersClean();
	}

	@Test
	void messagesKeepTheirOwnLane() {
		application.keepsLanesApart();
	}

}
