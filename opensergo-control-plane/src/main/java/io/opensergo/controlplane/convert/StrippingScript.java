package io.opensergo.controlplane.convert;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.opensergo.core.rule.TrafficLane;

/**
 * A Lua script for Envoy that removes the tags that a request brings along, from the
 * headers and from the baggage, as an application at an edge does.
 */
final class StrippingScript {

	private static final String TEXT = """
			local KEYS = {%s}

			function envoy_on_request(handle)
			  local h = handle:headers()
			  for key in pairs(KEYS) do
			    h:remove(key)
			  end
			  local old = h:get("baggage")
			  if old == nil then
			    return
			  end
			  local rest = {}
			  for member in string.gmatch(old, "[^,]+") do
			    if string.find(member, "%%S") and not KEYS[string.match(member, "^%%s*([^=]-)%%s*=") or ""] then
			      table.insert(rest, member)
			    end
			  end
			  if #rest == 0 then
			    h:remove("baggage")
			  else
			    h:replace("baggage", table.concat(rest, ","))
			  end
			end
			""";

	private StrippingScript() {
	}

	/**
	 * Writes the script.
	 * @param lanes the lanes whose tags are removed
	 * @return Lua 5.1, ends with a line break
	 */
	static String of(Collection<TrafficLane> lanes) {
		Set<String> keys = new TreeSet<>(Set.of(TrafficLane.DEFAULT_TRAFFIC_HEADER));
		// a baggage key keeps its case, a header has none
		lanes.forEach((lane) -> keys.add(lane.traceIdBaggage()));
		lanes.forEach((lane) -> keys.add(lane.traceIdBaggage().toLowerCase(Locale.ROOT)));
		StringBuilder table = new StringBuilder();
		for (String key : keys) {
			table.append(table.isEmpty() ? "" : ", ").append('[').append(LuaText.quote(key)).append("] = true");
		}
		return TEXT.formatted(table);
	}

}
