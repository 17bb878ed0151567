package io.opensergo.samples.registries.nacos;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.alibaba.nacos.api.naming.NamingService;
import com.alibaba.nacos.api.naming.pojo.Instance;
import com.alibaba.nacos.api.naming.pojo.ListView;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service, in place of a Nacos server.
 */
final class RegisteredInstances implements InvocationHandler {

	private final List<Instance> instances = new CopyOnWriteArrayList<>();

	private RegisteredInstances() {
	}

	static NamingService asNamingService() {
		return (NamingService) Proxy.newProxyInstance(NamingService.class.getClassLoader(),
				new Class<?>[] { NamingService.class }, new RegisteredInstances());
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
		return switch (method.getName()) {
			case "registerInstance" -> this.instances.add((Instance) arguments[2]) ? null : null;
			case "selectInstances", "getAllInstances" -> List.copyOf(this.instances);
			case "getServicesOfServer" -> services();
			case "getServerStatus" -> "UP";
			case "deregisterInstance", "subscribe", "unsubscribe", "shutDown" -> null;
			default -> throw new UnsupportedOperationException(method.toString());
		};
	}

	private static ListView<String> services() {
		ListView<String> services = new ListView<>();
		services.setData(List.of("greeting"));
		services.setCount(1);
		return services;
	}

}
