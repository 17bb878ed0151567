import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import io.opensergo.ConfigKind;
import io.opensergo.OpenSergoClient;
import io.opensergo.subscribe.SubscribeKey;

/**
 * A program with the published SDK. Subscribes to every kind that the SDK knows and
 * prints what it hears, one line a push: the kind, the number of rules, their type; and
 * one line a rule: what the SDK knows of it. Ends with its standard input. Started from its source, with the class path of the SDK.
 */
final class SdkSubscriber {

	private SdkSubscriber() {
	}

	public static void main(String[] args) throws Exception {
		OpenSergoClient client = new OpenSergoClient("127.0.0.1", Integer.parseInt(args[0]));
		client.start();
		for (ConfigKind kind : ConfigKind.values()) {
			client.subscribeConfig(new SubscribeKey("default", args[1], kind), (key, data) -> {
				java.util.List<?> rules = (java.util.List<?>) data;
				String type = rules.isEmpty() ? "-" : rules.get(0).getClass().getName();
				System.out.println("HEARD " + key.getKind().getSimpleKindName() + " " + rules.size() + " " + type);
				rules.forEach((rule) -> System.out.println("RULE " + text((Message) rule)));
				return true;
			});
		}
		System.out.println("SUBSCRIBED");
		while (System.in.read() >= 0) {
			// the parent lives
		}
		client.close();
	}

	private static String text(Message message) {
		return TextFormat.shortDebugString(
				message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()).build());
	}

}
