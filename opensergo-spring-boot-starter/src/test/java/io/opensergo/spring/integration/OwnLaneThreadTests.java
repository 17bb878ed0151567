package io.opensergo.spring.integration;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for work that serves no request, on an instance that belongs to a lane and on one
 * that does not.
 */
class OwnLaneThreadTests {

	@ParameterizedTest
	@ValueSource(strings = { "gray", "" })
	void scheduledMethodHasLaneOfTheInstance(String lane) throws Exception {
		try (TestChain chain = new TestChain()) {
			RecordingInstance stock = chain.instance("stock", "stock-base", null);
			chain.property("spring.task.execution.mode", "force");
			chain.property("opensergo.workload.lane", lane);
			chain.start(WebApplicationType.SERVLET, ThreadApplication.class, Jobs.class);
			Jobs jobs = chain.application().getBean(Jobs.class);
			assertThat(jobs.seen.poll(5, TimeUnit.SECONDS)).isEqualTo(lane.isEmpty() ? "null" : lane);
			assertThat(jobs.seen.poll(5, TimeUnit.SECONDS)).isEqualTo(lane.isEmpty() ? "null" : lane);
			Map<String, String> request = stock.requests().get(0);
			assertThat(request.get(TestChain.LANE_HEADER)).isEqualTo(lane.isEmpty() ? null : lane);
		}
	}

	@Test
	void taskThatServesNoRequestHasLaneOfTheInstance() throws Exception {
		try (TestChain chain = new TestChain()) {
			chain.instance("stock", "stock-base", null);
			chain.property("spring.task.execution.mode", "force");
			chain.property("opensergo.workload.lane", "gray");
			chain.start(WebApplicationType.SERVLET, ThreadApplication.class);
			ThreadMechanisms mechanisms = chain.application().getBean(ThreadMechanisms.class);
			assertThat(mechanisms.run("plain", "1").get(5, TimeUnit.SECONDS)).isEqualTo("gray");
			assertThat(chain.get("/repeat/scheduler", TestChain.LANE_HEADER, "blue").body()).contains("lane=gray");
			assertThat(chain.get("/run/plain?id=1", TestChain.LANE_HEADER, "blue").body()).isEqualTo("blue");
		}
	}

	/**
	 * The jobs.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Jobs {

		private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

		private final ThreadMechanisms mechanisms;

		Jobs(ThreadMechanisms mechanisms) {
			this.mechanisms = mechanisms;
		}

		@Scheduled(fixedDelay = 20)
		void work() {
			this.seen.add(this.mechanisms.work("job"));
		}

	}

}
