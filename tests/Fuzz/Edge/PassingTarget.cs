using System.Text;
using System.Text.Json;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Passing;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Kafka.Schema;

namespace Compliance.Fuzz.Edge;

/// <summary>
/// A login that goes on to a broker. An input is a mechanism (its first byte), and what client and broker say in turn, with 0xFE between; or
/// (first byte odd) a broker's answer with its length. A client is who it says, read in one way alone; it is let in by the broker's last word and by nothing else.
/// </summary>
internal sealed class PassingTarget : Target
{
    private const byte Between = 0xFE;
    private const int MaxAnswerBytes = 4096;
    private static readonly LimitsPlan Limits = LimitsPlan.Default;
    private static readonly ClientsPlan Clients = new((string?)null)
    {
        Mechanisms = [.. SaslMechanism.All, SaslMechanism.Kerberos],
        PassThrough = new PassThroughPlan { KerberosPrincipal = "kerberos", Groups = "groups" },
    };

    public override string Name => "passing";
    public override int Share => 30;
    public override int Head => 1;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (input.IsEmpty)
            return;
        byte kind = input.Span[0];
        if ((kind & 1) == 0)
            Exchange(Clients.Mechanisms[(kind >> 1) % Clients.Mechanisms.Length], input[1..], probe);
        else
            Answer((short)((kind >> 1) % 3), input.Span[1..], probe);
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        Said(0, "\0till\0till-secret", ""), Said(0, "till\0till\0s", ""), Said(0, "\0ti:ll#\0s", "words"),
        Said(2, "n,,n=a=2Cb,r=abc", "r=abcdef,s=AAAA,i=4096", "c=biws,r=abcdef,p=AAAA", "v=AAAA"), Said(4, "n,a=a,n=a,r=abc", "r=", "x", "e=invalid-proof"),
        Said(2, "n,,n=a,r=abc,tokenauth=true", ""),
        Said(6, "n,,\u0001auth=Bearer e30.eyJzdWIiOiJ0aWxsIiwiZ3JvdXBzIjpbImEiXX0.\u0001\u0001", ""), Said(6, "n,a=till,\u0001auth=Bearer e30.eyJzdWIiOiJ0aWxsIn0.c2ln\u0001\u0001", "{}"),
        Said(8, "ticket", "reply", "", "layers", "none", ""),
        new Sample([1, 0, 0, 0, 18, 0, 0, 0, 1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 5, 9, 11, 13]),
        new Sample([5, 0, 0, 0, 17, 0, 0, 0, 1, 0, 0, 58, 3, 110, 111, 1, 0, 0, 0, 0, 0, 0, 234, 96, 0], [1, 5, 9, 10, 12]),
    ];

    private static Sample Said(byte kind, params string[] parts) => new([kind, .. parts.SelectMany((part, i) => (byte[])[.. i == 0 ? [] : new[] { Between }, .. Encoding.UTF8.GetBytes(part)])]);

    private static void Exchange(string mechanism, ReadOnlyMemory<byte> said, Probe probe)
    {
        probe.Begin();
        var watch = PassedMechanism.Begin(Encoding.ASCII.GetBytes(mechanism), Clients, Limits)!;
        var (outcome, user, asked, rest) = (SaslOutcome.Continues, (string?)null, 0, said);
        ReadOnlyMemory<byte> first = default, last = default;
        string problem = "";
        while (outcome == SaslOutcome.Continues && !rest.IsEmpty)
        {
            var message = Next(ref rest);
            var step = watch.Asked(message);
            (user, problem) = (step.User, step.Problem);
            if (problem.Length > 0)
                break;
            first = asked++ == 0 ? message : first;
            last = Next(ref rest);
            outcome = watch.Answered(last.Span);
        }

        probe.End((64 << 10) + (120L * said.Length));
        Demand(problem.Length > 0 || asked == 0 || (user is not null && UserName.FitsPrincipal(user)), "it goes on, and nobody knows whose it is");
        if (asked > 0)
            Demand(user == Named(mechanism, first.Span), "another user than the message names");
        if (outcome == SaslOutcome.Proved)
            Demand(mechanism.StartsWith("SCRAM", StringComparison.Ordinal) ? asked == 2 && last.Span.StartsWith("v="u8) : last.IsEmpty, "let in without the broker's word");
        Demand(asked <= 8, "an exchange without an end");
        probe.Count(problem.Length > 0 ? $"{mechanism}: not sent on" : $"{mechanism}: {outcome}");
    }

    /// <summary>The user of a first message that has been taken, found in another way.</summary>
    private static string? Named(string mechanism, ReadOnlySpan<byte> message)
    {
        string text = Encoding.UTF8.GetString(message);
        switch (mechanism)
        {
            case SaslMechanism.Plain:
                return text.Split('\0')[1];
            case SaslMechanism.Kerberos:
                return "kerberos";
            case SaslMechanism.OAuthBearer:
                string payload = text.Split("\u0001auth=", 2)[1].Split('.')[1].Replace('-', '+').Replace('_', '/');
                using (var claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))))
                    return claims.RootElement.GetProperty("sub").GetString();
            default:
                return text.Split(',')[2][2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        }
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> rest)
    {
        int end = rest.Span.IndexOf(Between);
        var part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }

    private static void Answer(short version, ReadOnlySpan<byte> bytes, Probe probe)
    {
        var ask = new EarlyRequest(LocalAnswer.SaslAuthenticateKey, ApiTable.Find(LocalAnswer.SaslAuthenticateKey), true, version, 1, default);
        probe.Begin();
        string how;
        try
        {
            int needed = BareFrame.Needed(bytes, MaxAnswerBytes);
            Demand(needed is >= 4 and <= MaxAnswerBytes + 4, "an answer without a bound");
            if (bytes.Length < needed)
                how = "more to come";
            else
            {
                var answer = LoginAnswer.Read(bytes[..needed], ask);
                Demand(bytes[..needed].IndexOf(answer.Message) >= 0, "other words than the answer's");
                Demand(answer.Life is null || answer.Life > TimeSpan.Zero, "a life that is none");
                how = answer.Error == 0 ? "taken" : "refused";
            }
        }
        catch (FaultException e)
        {
            how = e.Fault.Kind.ToString();
        }

        probe.End((64 << 10) + (120L * bytes.Length));
        probe.Count(how);
    }
}
