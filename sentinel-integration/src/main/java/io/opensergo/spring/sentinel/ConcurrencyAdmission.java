package io.opensergo.spring.sentinel;

import org.jspecify.annotations.Nullable;

/**
 * What a request holds of a resource that has limits of concurrency only.
 */
final class ConcurrencyAdmission extends Admission {

	/**
	 * How many limits count the request.
	 */
	private int begun;

	ConcurrencyAdmission(ResourceGuards guards) {
		super(guards);
	}

	void begin() {
		this.begun++;
	}

	@Override
	void giveBack() {
		guards().endConcurrencies(this.begun);
	}

	@Override
	void complete(@Nullable Throwable error) {
		guards().endConcurrencies(this.begun);
	}

}
