package io.opensergo.controlplane.convert;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.TrafficLane;

/**
 * A Lua script for Envoy that colors requests as {@code LaneTable} does: a request
 * without a valid tag gets that of the first lane whose condition holds, in the header
 * and in the baggage. Nothing is decoded, repeated headers are joined with {@code ,}.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/lua_filter">Envoy:
 * Lua</a>
 */
final class ColoringScript {

	private static final String WORDS = """
			local KEY = %s

			local function is_lane(value)
			  return value ~= nil and #value <= 63 and string.find(value, "^[A-Za-z0-9][-._A-Za-z0-9]*$") ~= nil
			    and string.find(value, "[A-Za-z0-9]$") ~= nil
			end

			local function starts(value, prefix)
			  return value ~= nil and string.sub(value, 1, #prefix) == prefix
			end

			-- the first value of a query parameter, nil when there is none
			local function parameter(target, name)
			  local query = target and string.match(target, "%%?([^#]*)") or ""
			  for part in string.gmatch(query, "[^&]+") do
			    if part == name then
			      return ""
			    end
			    if starts(part, name .. "=") then
			      return string.sub(part, #name + 2)
			    end
			  end
			  return nil
			end

			-- the first value of a cookie, nil when there is none
			local function cookie(header, name)
			  for part in string.gmatch(header or "", "[^;]+") do
			    local key, value = string.match(part, "^%%s*([^=]-)%%s*=%%s*(.-)%%s*$")
			    if key == name then
			      return value
			    end
			  end
			  return nil
			end

			-- the baggage with the lane in place of whatever it was
			local function baggage(old, lane)
			  local all = KEY .. "=" .. lane
			  for member in string.gmatch(old or "", "[^,]+") do
			    if string.find(member, "%%S") and string.match(member, "^%%s*([^=]-)%%s*=") ~= KEY then
			      all = all .. "," .. member
			    end
			  end
			  return all
			end

			local function lane_of(h)
			  local target = h:get(":path")
			  local path = target and string.match(target, "^[^?#]*")
			""".formatted(LuaText.quote(TrafficLane.DEFAULT_TRAFFIC_HEADER));

	private static final String HOOK = """
			  return nil
			end

			function envoy_on_request(handle)
			  local h = handle:headers()
			  if is_lane(h:get(KEY)) then
			    return
			  end
			  local lane = lane_of(h)
			  if lane then
			    h:replace(KEY, lane)
			    h:replace("baggage", baggage(h:get("baggage"), lane))
			  end
			end
			""";

	private final List<Step> steps = new ArrayList<>();

	void add(String lane, String condition) {
		this.steps.add(new Step(lane, condition));
	}

	/**
	 * Writes the script.
	 * @return Lua 5.1, ends with a line break
	 */
	String text() {
		StringBuilder script = new StringBuilder(WORDS);
		for (Step step : this.steps) {
			script.append("  if ").append(step.condition()).append(" then\n");
			script.append("    return ").append(LuaText.quote(step.lane())).append("\n  end\n");
		}
		return script.append(HOOK).toString();
	}

	private record Step(String lane, String condition) {
	}

}
