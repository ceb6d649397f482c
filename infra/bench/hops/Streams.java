import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Six pass-through hops in Kafka Streams, bytes in and out. Arguments: brokers, prefix, state folder, then settings as name=value. */
public class Streams {
  public static void main(String[] args) throws Exception {
    String prefix = args[1];
    var settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("application.id", prefix + "streams");
    settings.put("processing.guarantee", "exactly_once_v2");
    settings.put("auto.offset.reset", "earliest");
    settings.put("replication.factor", "1");
    settings.put("state.dir", args[2]);
    for (int i = 3; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      settings.put(setting[0], setting[1]);
    }

    var builder = new StreamsBuilder();
    var bytes = Serdes.ByteArray();
    for (int i = 0; i < 6; i++) {
      builder.stream(prefix + "hop." + i, Consumed.with(bytes, bytes)).mapValues(value -> value).to(prefix + "hop." + (i + 1), Produced.with(bytes, bytes));
    }
    var running = new CountDownLatch(1);
    try (var streams = new KafkaStreams(builder.build(), settings)) {
      streams.setStateListener((now, before) -> {
        if (now == KafkaStreams.State.RUNNING) running.countDown();
      });
      streams.start();
      running.await();
      System.out.println("ready");
      while (System.in.read() >= 0) {}
    }
  }
}
