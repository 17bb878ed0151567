package io.opensergo.samples.messaging;

import java.nio.file.Path;

import org.apache.rocketmq.auth.config.AuthConfig;
import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.namesrv.NamesrvConfig;
import org.apache.rocketmq.namesrv.NamesrvController;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.store.config.MessageStoreConfig;

/**
 * A RocketMQ of its own on the loopback interface, in this process and with small files.
 */
final class RocketBroker implements AutoCloseable {

	private static final int SMALL_FILE = 4 * 1024 * 1024;

	private final NamesrvController nameServer;

	private final BrokerController broker;

	private final String address;

	private RocketBroker(NamesrvController nameServer, BrokerController broker, String address) {
		this.nameServer = nameServer;
		this.broker = broker;
		this.address = address;
	}

	static RocketBroker start(Path folder) throws Exception {
		System.setProperty("rocketmq.client.logUseSlf4j", "true");
		NamesrvConfig names = new NamesrvConfig();
		names.setKvConfigPath(folder.resolve("kv.json").toString());
		names.setConfigStorePath(folder.resolve("names.properties").toString());
		NamesrvController nameServer = new NamesrvController(names, server(RabbitBroker.freePort()));
		nameServer.initialize();
		nameServer.start();
		String address = "127.0.0.1:" + nameServer.getNettyServerConfig().getListenPort();
		NettyServerConfig server = server(RabbitBroker.freePort());
		BrokerConfig config = new BrokerConfig();
		config.setNamesrvAddr(address);
		config.setBrokerIP1("127.0.0.1");
		config.setBrokerIP2("127.0.0.1");
		config.setRegisterNameServerPeriod(10_000);
		config.setBrokerConfigPath(folder.resolve("broker.properties").toString());
		config.setListenPort(server.getListenPort());
		BrokerController broker = new BrokerController(config, server, new NettyClientConfig(), store(folder),
				new AuthConfig());
		broker.initialize();
		broker.start();
		return new RocketBroker(nameServer, broker, address);
	}

	private static NettyServerConfig server(int port) {
		NettyServerConfig config = new NettyServerConfig();
		config.setBindAddress("127.0.0.1");
		config.setListenPort(port);
		return config;
	}

	private static MessageStoreConfig store(Path folder) {
		MessageStoreConfig config = new MessageStoreConfig();
		config.setStorePathRootDir(folder.resolve("store").toString());
		config.setStorePathCommitLog(folder.resolve("store/commitlog").toString());
		config.setMappedFileSizeCommitLog(SMALL_FILE);
		config.setMappedFileSizeConsumeQueue(SMALL_FILE / 10 / 20 * 20);
		config.setMappedFileSizeTimerLog(SMALL_FILE);
		config.setMaxHashSlotNum(1000);
		config.setMaxIndexNum(4000);
		config.setTimerWheelEnable(false);
		config.setHaListenPort(RabbitBroker.freePort());
		config.setDiskMaxUsedSpaceRatio(99);
		return config;
	}

	String address() {
		return this.address;
	}

	@Override
	public void close() {
		this.broker.shutdown();
		this.nameServer.shutdown();
	}

}
