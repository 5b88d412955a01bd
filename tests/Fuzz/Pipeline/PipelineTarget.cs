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
/// walked again and judged by <see cref="ForwardedCheck"/> and <see cref="AnsweredCheck"/>, which ask the rules by themselves. With evidence,
/// what was written down is judged too, by <see cref="Witnessed"/>.
/// </summary>
internal sealed class PipelineTarget : Target
{
    private const int InputsATrail = 20_000;
    private static readonly string[] Users = ["till", "analyst", "nobody", "admin"];
    private readonly RoutePlan _route;
    private readonly Topics _topics;
    private readonly KeyRing _keys;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly bool _isAudited;
    private readonly Walk _walk = new();
    private readonly Walk _asked = new();

    private Witnessed? _witnessed;
    private int _fed;

    public PipelineTarget(string name, int share, bool isAudited)
    {
        (Name, Share, _isAudited) = (name, share, isAudited);
        var (rules, problems) = PolicyLoader.Load([("policy.yaml", Policies.Payments)]);
        Demand(rules is not null, string.Join('\n', problems));
        _route = TestRoute.Plan with { Rules = rules };
        _keys = KeyRing.Ephemeral(rules!.Keys);
        _topics = new Topics(1000, (_, _, _) => Task.CompletedTask);
    }

    public override string Name { get; }
    public override int Share { get; }
    public override int Head => ExchangeInput.Head;
    public override IReadOnlyList<byte[]> Words { get; } = [.. Names.All.Select(Encoding.UTF8.GetBytes)];

    public override void Mend(Span<byte> input) => ExchangeInput.Mend(input);

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (_isAudited && (_witnessed is null || ++_fed % InputsATrail == 0))
        {
            Settle();
            _witnessed = new Witnessed();
        }

        // Topics learn from answers: each input begins with what the cluster really has.
        foreach (var (id, name) in Names.Topics)
        {
            _topics.Forget(id);
            _topics.Learn(id, Encoding.UTF8.GetBytes(name));
        }

        var plan = new LiveChain(new ChainPlan(_route, new BrokerMap(_route, (_, port) => port), _topics, _keys, _witnessed?.Trail, _time, NullLogger.Instance));
        var chains = new Chain?[Users.Length];
        foreach (var part in ExchangeInput.Split(input.Span))
        {
            if (ExchangeInput.Read(input[part]) is not { } exchange)
            {
                probe.Count("no such API");
                continue;
            }

            int user = exchange.User % Users.Length;
            var session = TestRoute.Session(_route);
            session.Principal = "User:" + Users[user];
            Run(chains[user] ??= new Chain(plan, session), session, exchange, new Rights(_route.Rules!, Users[user], _topics), probe);
        }

        foreach (var chain in chains)
            chain?.Dispose();
    }

    protected override void Release()
    {
        Settle();
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

        for (int each = 0; each < 200; each++)
            samples.Add(FetchSession(ref dice));
        return samples;
    }

    /// <summary>A fetch that opens a session of the broker's, and two that go on with it, not always by the same user.</summary>
    private static Sample FetchSession(ref Dice dice)
    {
        var api = ApiTable.Find(1)!;
        short version = (short)(7 + dice.Below(api.MaxVersion - 6));
        int user = dice.Below(Users.Length);
        return ExchangeInput.Join(Fetch(0, user, ref dice), Fetch(1, dice.OneIn(3) ? dice.Below(Users.Length) : user, ref dice), Fetch(2, user, ref dice));

        Sample Fetch(int epoch, int by, ref Dice dice) => ExchangeInput.Sample(
            by,
            api,
            version,
            Filler.Encode(api.Request(version), ref dice, request => (request["SessionId"], request["SessionEpoch"]) = (epoch == 0 ? 0 : 7, epoch)),
            Filler.Encode(api.Response(version), ref dice, answer => answer["SessionId"] = 7));
    }

    private void Settle()
    {
        using var witnessed = _witnessed;
        _witnessed = null;
        witnessed?.Check();
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
                if (exchange.RefusedWith != KafkaError.None)
                    _witnessed?.NoteRefusal();
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
