package io.opensergo.core.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of fields that are in force but that nothing in this application
 * applies, and logs each once for as long as it stays. Readable from all threads.
 */
public final class UnappliedFieldReport {

	/**
	 * The most fields that one snapshot writes to the log.
	 */
	private static final int MAX_LOGGED = 100;

	private static final Logger logger = LoggerFactory.getLogger(UnappliedFieldReport.class);

	private final Caller caller;

	private final Set<RuleCapability> capabilities;

	private volatile List<Rejection> fields = List.of();

	/**
	 * Creates a report without rules.
	 * @param caller this application
	 * @param capabilities what its integrations can do
	 */
	public UnappliedFieldReport(Caller caller, Set<RuleCapability> capabilities) {
		this.caller = caller;
		this.capabilities = Set.copyOf(capabilities);
	}

	/**
	 * Looks through the rules of a snapshot. To be called from one thread at a time.
	 * @param snapshot the snapshot in force
	 */
	public void apply(RuleSnapshot snapshot) {
		Set<Rejection> known = new HashSet<>(this.fields);
		List<Rejection> fields = UnappliedFields.find(snapshot.rules(), this.caller, this.capabilities);
		this.fields = fields;
		List<Rejection> fresh = fields.stream().filter((field) -> !known.contains(field)).toList();
		fresh.stream().limit(MAX_LOGGED).forEach((field) -> logger.warn("{}", field.describe()));
		if (fresh.size() > MAX_LOGGED) {
			logger.warn("{} more fields of rules are not applied; see /actuator/opensergo", fresh.size() - MAX_LOGGED);
		}
	}

	/**
	 * The fields of rules in force that are not applied here.
	 * @return one warning for each rule and field
	 */
	public List<Rejection> fields() {
		return this.fields;
	}

}
