package bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The protocol of bench/peers for libraries of Java: see docs/benchmarks/README.md. */
final class Protocol {
  static final String ISSUER = "https://example.eu.auth0.com/";
  static final String AUDIENCE = "kq3x7vFwzUjM9yTtR2pLbN8sHgD5cAeZ";
  static final String EMAIL = "jane.doe@example.com";
  static final String ROLES_CLAIM = "https://example.com/roles";
  static final int ROLE_COUNT = 2;

  /** Whether a token is accepted, and is Jane Doe's with both her roles. */
  interface Verify {
    boolean accepts(String token);
  }

  /** Nothing where the library has no such algorithm. The key is the text of a PEM, or a secret. */
  interface Prepare {
    Optional<Verify> from(String algorithm, String key) throws Exception;
  }

  private record Prepared(String token, Verify verify, List<String> refused) {}

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Of the whole process: the compiler and the collector count. */
  private static double processorSeconds() {
    return PROCESS.getProcessCpuTime() * 1e-9;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  private static Prepared shown(Path folder, Verify verify) throws IOException {
    List<String> refused = new ArrayList<>();
    for (Path file : sorted(folder.resolve("refuse"))) {
      if (verify.accepts(Files.readString(file))) throw new IllegalStateException(file + ": accepted");
      refused.add(file.getFileName().toString());
    }
    String token = Files.readString(folder.resolve("token"));
    if (!verify.accepts(token)) throw new IllegalStateException(folder + ": refused the good token");
    return new Prepared(token, verify, refused);
  }

  private static String measure(Prepared prepared, double seconds) {
    double start = processorSeconds(), spent = 0;
    long tokens = 0, batch = 1;
    while (spent < seconds) {
      for (long i = 0; i < batch; ++i) {
        if (!prepared.verify.accepts(prepared.token)) throw new IllegalStateException("refused while it was timed");
      }
      tokens += batch;
      spent = processorSeconds() - start;
      if (spent < seconds / 20) batch *= 2;
    }
    return String.format(Locale.ROOT, "{\"us\":%f,\"tokens\":%d}", spent / tokens * 1e6, tokens);
  }

  private static String quoted(List<String> names) {
    return names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }

  static void serve(String version, Path root, Prepare prepare) throws Exception {
    Map<String, Prepared> algorithms = new TreeMap<>();
    for (Path folder : sorted(root)) {
      String algorithm = folder.getFileName().toString();
      String key = Files.readString(folder.resolve(algorithm.startsWith("HS") ? "secret.txt" : "public.pem"));
      Optional<Verify> verify = prepare.from(algorithm, key);
      if (verify.isPresent()) algorithms.put(algorithm, shown(folder, verify.get()));
    }
    String refused = algorithms.entrySet().stream()
        .map(one -> '"' + one.getKey() + "\":" + quoted(one.getValue().refused))
        .collect(Collectors.joining(","));
    System.out.println("{\"version\":\"" + version + "\",\"refused\":{" + refused + "}}");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] parts = line.split(" ");
      System.out.println(measure(algorithms.get(parts[0]), Double.parseDouble(parts[1]) / 1000));
    }
  }

  private Protocol() {}
}
