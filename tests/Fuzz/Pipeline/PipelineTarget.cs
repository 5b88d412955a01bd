using System.Text;
using Compliance.Fuzz.Edge;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// A session's steps with rules: a client's request and the broker's answer to what was sent on, both mutated. What leaves on either side is
/// walked again and judged by <see cref="ForwardedCheck"/> and <see cref="AnsweredCheck"/>, which ask the rules by themselves.
/// </summary>
internal sealed class PipelineTarget : Target
{
    private static readonly string[] Users = ["till", "analyst", "nobody", "admin"];
    private readonly RoutePlan _route;
    private readonly Topics _topics;
    private readonly KeyRing _keys;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Walk _walk = new();
    private readonly Walk _asked = new();

    public PipelineTarget()
    {
        var (rules, problems) = PolicyLoader.Load([("policy.yaml", Policies.Payments)]);
        Demand(rules is not null, string.Join('\n', problems));
        _route = TestRoute.Plan with { Rules = rules };
        _keys = KeyRing.Ephemeral(rules!.Keys);
        _topics = new Topics(1000, (_, _, _) => Task.CompletedTask);
    }

    public override string Name => "pipeline";
    public override int Share => 30;
    public override int Head => ExchangeInput.Head;
    public override IReadOnlyList<byte[]> Words { get; } = [.. Names.All.Select(Encoding.UTF8.GetBytes)];

    public override void Mend(Span<byte> input) => ExchangeInput.Mend(input);

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (ExchangeInput.Read(input) is not { } exchange)
        {
            probe.Count("no such API");
            return;
        }

        // Topics learn from answers: each input begins with what the cluster really has.
        foreach (var (id, name) in Names.Topics)
        {
            _topics.Forget(id);
            _topics.Learn(id, Encoding.UTF8.GetBytes(name));
        }

        string user = Users[exchange.User % Users.Length];
        var session = TestRoute.Session(_route);
        session.Principal = "User:" + user;
        var plan = new ChainPlan(_route, new BrokerMap(_route, (_, port) => port), _topics, _keys, audit: null, _time, NullLogger.Instance);
        using var chain = new Chain(new LiveChain(plan), session);
        var rights = new Rights(_route.Rules!, user, _topics);
        Run(chain, session, exchange, rights, probe);
    }

    protected override void Release()
    {
        _keys.Dispose();
        _walk.Dispose();
        _asked.Dispose();
    }

    protected override IReadOnlyList<Sample> MakeSamples()
    {
        var dice = new Dice(20_26);
        var samples = new List<Sample>();
        foreach (var api in ApiTable.Rows.Where(row => row.OnBroker))
        {
            for (short version = api.MinVersion; version <= api.MaxVersion; version++)
            {
                for (int each = 0; each < 6; each++)
                    samples.Add(ExchangeInput.Sample(each, api, version, Filler.Encode(api.Request(version), ref dice), Filler.Encode(api.Response(version), ref dice)));
            }
        }

        return samples;
    }

    private void Run(Chain chain, SessionState session, ExchangeInput input, Rights rights, Probe probe)
    {
        var exchange = new Exchange { Session = session };
        exchange.Begin(Guid.CreateVersion7(), input.Api, input.Version, 1, "test", 0, 0, input.Request.Length);
        chain.Bind(exchange);
        exchange.OneWay = input.Api.Key == 0 && ProduceAcks.TryRead(input.Version, input.Request.Span, out short acks) && acks == 0;
        long bound = (1L << 20) + (500L * (input.Request.Length + input.Answer.Length));
        probe.Begin();
        var verdict = Wait(chain.OnRequestAsync(exchange, input.Request));
        probe.End(bound);
        switch (verdict)
        {
            case Verdict.Break:
                Demand(exchange.Fault is { Cause: null }, "a break without a reason, or by a defect");
                probe.Count(exchange.Fault!.Side == FaultSide.Client ? "malformed" : "refused by closing");
                return;
            case Verdict.Reply:
                Accept(input.Api.Response(input.Version), exchange.Reply.Written.ToArray(), "the proxy's own answer");
                probe.Count("answered");
                return;
        }

        byte[] sent = Written(exchange.RequestEdits, input.Request);
        Accept(input.Api.Request(input.Version), sent, "what is sent on");
        ForwardedCheck.Run(_walk, rights);
        Demand(_asked.ReadLeading(input.Api.Request(input.Version), input.Request) is null, "a malformed request was sent on");
        if (exchange.OneWay)
        {
            probe.Count("sent on, no answer");
            return;
        }

        probe.Begin();
        verdict = Answer(chain, exchange, input.Answer);
        probe.End(bound);
        if (verdict == Verdict.Break)
        {
            probe.Count("sent on, answer malformed");
            return;
        }

        byte[] answer = Written(exchange.ResponseEdits, input.Answer);
        // A broker answers a version of ApiVersions that it does not know in version 0.
        bool isOld = input.Api.Key == 18 && _walk.Read(input.Api.Response(input.Version), answer) is not null;
        Accept(input.Api.Response(isOld ? (short)0 : input.Version), answer, "what the client gets");
        AnsweredCheck.Run(_walk, _asked, rights);
        probe.Count("sent on, answered");
    }

    private static Verdict Answer(Chain chain, Exchange exchange, ReadOnlyMemory<byte> answer)
    {
        try
        {
            return Wait(chain.OnResponseAsync(exchange, answer, answer.Length));
        }
        catch (FaultException declared) when (declared.Fault.Kind == Gateway.Session.FaultKind.NodeOutOfRange)
        {
            return Verdict.Break;
        }
    }

    private void Accept(MessageProgram program, byte[] body, string what)
    {
        if (_walk.Read(program, body) is { } fault)
            throw new OracleException($"{what} is refused by a reader: {program}: {fault}");
    }

    private static byte[] Written(Edits edits, ReadOnlyMemory<byte> body)
    {
        if (!edits.Any)
            return body.ToArray();
        byte[] written = new byte[edits.NewLength];
        edits.WriteTo(written);
        return written;
    }

    /// <summary>A large body is worked on off the caller's thread.</summary>
    private static Verdict Wait(ValueTask<Verdict> asked) => asked.IsCompletedSuccessfully ? asked.Result : asked.AsTask().GetAwaiter().GetResult();
}
