package io.opensergo.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSourceListener;

/**
 * Remembers all sets that it is told.
 */
class RecordingListener implements RuleSourceListener {

	private final List<RuleSet> sets = new CopyOnWriteArrayList<>();

	@Override
	public void onRules(RuleSet rules) {
		this.sets.add(rules);
	}

	int calls() {
		return this.sets.size();
	}

	RuleSet last() {
		return this.sets.isEmpty() ? RuleSet.EMPTY : this.sets.get(this.sets.size() - 1);
	}

	List<Rule> rules() {
		return last().rules();
	}

}
