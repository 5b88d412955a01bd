import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;
import org.apache.kafka.common.security.ssl.SslPrincipalMapper;

/** Prints what a broker makes of certificates' names: reads lines of "base64(DER name) rules", writes the name and what the rules map it to, each in base64. */
public final class CertificateNames {
    private CertificateNames() {
    }

    public static void main(String[] arguments) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            var parts = line.split(" ", 2);
            var name = new X500Principal(Base64.getDecoder().decode(parts[0])).getName();
            System.out.println(encode(name) + " " + encode(map(name, parts[1])));
        }
    }

    private static String map(String name, String rules) {
        try {
            return SslPrincipalMapper.fromRules(rules).getName(name);
        } catch (Exception e) {
            return "";
        }
    }

    private static String encode(String text) throws Exception {
        return Base64.getEncoder().encodeToString(text.getBytes("UTF-8"));
    }
}
