package io.opensergo.controlplane.convert;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.ThreeArgFunction;
import org.luaj.vm2.lib.TwoArgFunction;
import org.luaj.vm2.lib.ZeroArgFunction;
import org.luaj.vm2.lib.jse.JsePlatform;

/**
 * Runs a script as Envoy's Lua filter does: with a handle whose headers can be read by
 * name, replaced and removed.
 */
final class LuaFilter {

	private final Globals globals = JsePlatform.standardGlobals();

	private double draw;

	LuaFilter(String script) {
		this.globals.get("math").set("random", new ZeroArgFunction() {

			@Override
			public LuaValue call() {
				return LuaValue.valueOf(LuaFilter.this.draw);
			}

		});
		this.globals.load(script, "filter").call();
	}

	/**
	 * What any code of the script has left behind.
	 */
	LuaValue global(String name) {
		return this.globals.get(name);
	}

	/**
	 * Passes a request through.
	 * @param headers the headers, lower case, with those of HTTP/2
	 * @param draw what {@code math.random} answers
	 * @return the headers after the filter
	 */
	Map<String, String> request(Map<String, String> headers, double draw) {
		this.draw = draw;
		Map<String, String> changed = new HashMap<>(headers);
		LuaTable handle = new LuaTable();
		handle.set("headers", new OneArgFunction() {

			@Override
			public LuaValue call(LuaValue self) {
				return headers(changed);
			}

		});
		this.globals.get("envoy_on_request").call(handle);
		return changed;
	}

	private static LuaTable headers(Map<String, String> headers) {
		LuaTable table = new LuaTable();
		table.set("get", new TwoArgFunction() {

			@Override
			public LuaValue call(LuaValue self, LuaValue name) {
				String value = headers.get(name.checkjstring().toLowerCase(Locale.ROOT));
				return (value != null) ? LuaValue.valueOf(value) : LuaValue.NIL;
			}

		});
		table.set("replace", new ThreeArgFunction() {

			@Override
			public LuaValue call(LuaValue self, LuaValue name, LuaValue value) {
				headers.put(name.checkjstring(), value.checkjstring());
				return LuaValue.NIL;
			}

		});
		table.set("remove", new TwoArgFunction() {

			@Override
			public LuaValue call(LuaValue self, LuaValue name) {
				headers.remove(name.checkjstring().toLowerCase(Locale.ROOT));
				return LuaValue.NIL;
			}

		});
		return table;
	}

}
