import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what is committed, with Kafka's own consumer, and says whether each conversation's messages are there once and in order.
 * Arguments: brokers, topic. For a line `count count …`, by conversation, it prints a line of JSON.
 */
public class Reader {
  public static void main(String[] args) {
    Map<String, Object> settings = Map.of("bootstrap.servers", args[0], "isolation.level", "read_committed", "auto.offset.reset", "earliest");
    System.out.println("ready");
    String[] counts = new Scanner(System.in).nextLine().split(" ");
    int[] next = new int[counts.length];
    Map<String, Integer> places = new HashMap<>();
    long expected = 0, read = 0, repeated = 0, early = 0, misplaced = 0;
    for (String count : counts) expected += Integer.parseInt(count);
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(consumer.partitionsFor(args[1]).stream().map(p -> new TopicPartition(args[1], p.partition())).toList());
      // Silence of a minute means that nothing more comes; once all is there, a repetition would come within seconds.
      for (long last = System.nanoTime(); System.nanoTime() - last < (read < expected ? 60e9 : 3e9); ) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          last = System.nanoTime();
          read++;
          String[] id = idOf(record.value()).split("#");
          if (!id[0].equals(new String(record.key())) || places.merge(id[0], record.partition(), (a, b) -> a) != record.partition()) misplaced++;
          int conversation = Integer.parseInt(id[0].substring(id[0].indexOf('/') + 1));
          int number = Integer.parseInt(id[1]);
          if (number < next[conversation]) repeated++;
          else {
            if (number > next[conversation]) early++;
            next[conversation] = number + 1;
          }
        }
      }
    }
    System.out.printf("{\"expected\":%d,\"read\":%d,\"repeated\":%d,\"early\":%d,\"misplaced\":%d}%n", expected, read, repeated, early, misplaced);
  }

  /** The first field of a Message: a string behind the five bytes of the Confluent wire format, its length as a zigzag varint. */
  static String idOf(byte[] value) {
    int length = 0, at = 5;
    for (int shift = 0; ; shift += 7) {
      length |= (value[at] & 127) << shift;
      if (value[at++] >= 0) break;
    }
    return new String(value, at, length >>> 1);
  }
}
