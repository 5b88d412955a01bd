import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.server.telemetry.ClientTelemetryExporter;
import org.apache.kafka.server.telemetry.ClientTelemetryExporterProvider;

/**
 * The broker's side of KIP-714: a broker offers clients telemetry only where a reporter takes it. This one prints a line for each push that
 * it is given. It is an agent as well because an agent's jar joins the class path of a broker whose start script has no other way in.
 */
public final class MetricsLog implements MetricsReporter, ClientTelemetryExporterProvider {
    private static final Pattern NAME = Pattern.compile("org\\.apache\\.kafka\\.[a-z.]+");

    public static void premain(String arguments, Instrumentation instrumentation) {
    }

    @Override
    public ClientTelemetryExporter clientTelemetryExporter() {
        return (context, payload) -> {
            var bytes = new byte[payload.data().remaining()];
            payload.data().duplicate().get(bytes);
            var sum = new CRC32();
            sum.update(bytes);
            var names = NAME.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).results()
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
            System.out.printf("pushed by %s as %s every %d ms: %s of %d bytes, CRC %08x, terminating %b, names %s%n",
                context.authorizableRequestContext().clientId(), payload.clientInstanceId(), context.pushIntervalMs(),
                payload.contentType(), bytes.length, sum.getValue(), payload.isTerminating(), String.join(" ", names));
        };
    }

    @Override
    public void configure(Map<String, ?> configs) {
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
    }

    @Override
    public void metricChange(KafkaMetric metric) {
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
    }

    @Override
    public void close() {
    }
}
