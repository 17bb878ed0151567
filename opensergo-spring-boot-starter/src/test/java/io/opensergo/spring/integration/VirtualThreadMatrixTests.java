package io.opensergo.spring.integration;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Tests for the lane on other threads of a Spring MVC application on virtual threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are no virtual threads before Java 21")
class VirtualThreadMatrixTests extends ThreadMatrixTests {

	@Override
	boolean virtualThreads() {
		return true;
	}

}
