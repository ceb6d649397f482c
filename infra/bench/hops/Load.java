import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records into one topic and awaits them, committed, from another: the same load and the same clock for all that is compared.
 * Argument: brokers. For each line `from to value(hex) warm-up count singles pause(ms) limit(s)` it prints a line of JSON.
 */
public class Load {
  final KafkaProducer<byte[], byte[]> producer;
  final KafkaConsumer<byte[], byte[]> consumer;
  final String from;
  final byte[] value;
  final BitSet arrived = new BitSet();
  int sent = 0;

  Load(String brokers, String from, String to, byte[] value) {
    this.from = from;
    this.value = value;
    producer = new KafkaProducer<>(Map.of("bootstrap.servers", brokers, "linger.ms", 0, "batch.size", 65536), new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> reads = new HashMap<>(Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed", "auto.offset.reset", "earliest"));
    consumer = new KafkaConsumer<>(reads, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(consumer.partitionsFor(to).stream().map(p -> new TopicPartition(to, p.partition())).toList());
  }

  public static void main(String[] args) {
    System.out.println("ready");
    for (var lines = new Scanner(System.in); lines.hasNextLine(); ) {
      String[] ask = lines.nextLine().split(" ");
      var load = new Load(args[0], ask[0], ask[1], java.util.HexFormat.of().parseHex(ask[2]));
      load.flood(Integer.parseInt(ask[3]));
      double rate = load.flood(Integer.parseInt(ask[4]));
      var singles = new StringJoiner(",", "[", "]");
      long until = System.nanoTime() + 1_000_000_000L * Integer.parseInt(ask[7]);
      for (int i = 0; i < Integer.parseInt(ask[5]) && System.nanoTime() < until; i++) {
        pause(Integer.parseInt(ask[6]));
        singles.add(String.format("%.2f", load.single()));
      }
      load.producer.close();
      load.consumer.close();
      System.out.printf("{\"rate\":%.1f,\"singles\":%s}%n", rate, singles);
    }
  }

  /** Records per second from the first send to the last arrival. */
  double flood(int count) {
    long began = System.nanoTime();
    int to = sent + count;
    var sender = new Thread(() -> {
      for (int i = sent; i < to; i++) send(i);
    });
    sender.start();
    while (arrived.cardinality() < to) receive();
    double seconds = (System.nanoTime() - began) / 1e9;
    sent = to;
    return count / seconds;
  }

  /** Milliseconds from the send of one record to its arrival. */
  double single() {
    long began = System.nanoTime();
    send(sent++);
    while (arrived.cardinality() < sent) receive();
    return (System.nanoTime() - began) / 1e6;
  }

  void send(int id) {
    producer.send(new ProducerRecord<>(from, ("bench/" + id).getBytes(), value));
  }

  void receive() {
    for (var record : consumer.poll(Duration.ofMillis(500))) {
      int id = Integer.parseInt(new String(record.key()).substring(6));
      if (arrived.get(id)) throw new IllegalStateException("Record " + id + " arrived twice.");
      arrived.set(id);
    }
  }

  static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
