using Compliance.AuditSink;
using Compliance.AuditSink.Settings;
using Compliance.Gateway;
using Compliance.Local.Actors;
using Compliance.Local.Checks;
using Compliance.Local.Parts;
using Compliance.Local.View;
using Microsoft.Extensions.Logging;

namespace Compliance.Local;

/// <summary>
/// The main job on embedded parts: broker, proxy and sink within this process, and clients before the proxy that know nothing of it.
/// <code>
///   till ─┐                          ┌─ embedded broker ─ stored records (read past the proxy)
///   analyst, investigator ─ proxy ───┤
///   intruder ─┘                      └─ audit topic ─ sink ─ archive ─ auditor
/// </code>
/// </summary>
internal sealed class MainJob(Screen screen, DataFolder data, TimeProvider clock)
{
    private const string Topic = "payments.eu";
    private static readonly TimeSpan ReadersPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ArchivePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly LocalLedger _ledger = new(data);

    /// <summary>The client id of an actor.</summary>
    public static string ClientOf(string user) => $"{user}-of-the-show";

    /// <summary>Runs for a time, or until <paramref name="stop"/>; true if everything was as the policy says.</summary>
    public async Task<bool> RunAsync(TimeSpan? duration, CancellationToken stop)
    {
        using var log = new FileLog(data.Log, clock);
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var broker = EmbeddedBroker.Start(message => log.Write("embedded broker", LogLevel.Information, message.Message));
        broker.EnsureTopic(Topic);
        broker.EnsureTopic(LocalSettings.AuditTopic);

        var logins = Logins.Make();
        data.Write("users", logins.UsersFile());
        foreach (var policy in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "policies"), "*.yaml"))
            data.Write(Path.Combine("policies", Path.GetFileName(policy)), await File.ReadAllTextAsync(policy, stop));
        var settings = data.Write("proxy.yaml", LocalSettings.Text(broker.Bootstrap));
        using var sinkStop = new CancellationTokenSource();
        Task sink;
        bool asThePolicySays;
        await using (var proxy = await GatewayProcess.StartAsync(new GatewayOptions(settings) { Time = clock, Logs = logs }))
        {
            sink = new SinkProcess(SinkSettingsOf(broker.Bootstrap), logs, clock).RunAsync(sinkStop.Token);
            asThePolicySays = await PlayAsync(broker.Bootstrap, proxy.Bootstrap("payments").Port, logins, duration, stop);
        }
        await sinkStop.CancelAsync();
        await sink;
        return asThePolicySays;
    }

    private async Task<bool> PlayAsync(string broker, int port, Logins logins, TimeSpan? duration, CancellationToken stop)
    {
        var proxy = $"127.0.0.1:{port}";
        var ledger = new PaymentLedger();
        var till = new Till(Clients.Settings(proxy, ClientOf("till"), logins.Till), Topic, ledger, clock);
        var stored = new PaymentReader(Clients.Settings(broker, "witness", null), Topic, StoredRecords.Group, ledger, StoredRecords.AreMeantToBe);
        var analyst = new PaymentReader(Clients.Settings(proxy, ClientOf(Analyst.User), logins.Analyst), Topic, Analyst.Group, ledger, Analyst.IsMeantToSee);
        var investigator = new PaymentReader(Clients.Settings(proxy, ClientOf(Investigator.User), logins.Investigator), Topic, Investigator.Group, ledger, Investigator.IsMeantToSee);
        var intruder = new Intruder(Clients.Settings(proxy, "curious", logins.Intruder), Clients.Settings(proxy, "curious", Logins.Guess(logins.Till)), Topic, clock);
        var auditor = new Auditor(() => ArchiveReader.ReadAsync(data.Archive), clock);
        var board = new Board(ledger, till, stored, analyst, investigator, intruder, auditor);
        screen.Introduce(port, Topic, logins, data.Path);

        // They write and break in until the time is over; the readers read on until they have everything.
        using var acting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var reading = new CancellationTokenSource();
        using var drawing = new CancellationTokenSource();
        var readers = new[] { stored, analyst, investigator };
        var reads = Task.WhenAll(readers.Select(reader => reader.RunAsync(reading.Token)));
        var acts = Task.WhenAll(till.RunAsync(acting.Token), intruder.RunAsync(acting.Token), auditor.RunAsync(acting.Token));
        var drawn = screen.ShowAsync(board, drawing.Token);
        if (duration is { } limit)
            acting.CancelAfter(limit);
        await acts;
        await UntilAsync(() => Task.FromResult(Array.TrueForAll(readers, reader => reader.AsMeant + reader.Otherwise >= ledger.Acknowledged)), ReadersPatience);
        await reading.CancelAsync();
        await reads;
        await UntilAsync(
            async () =>
            {
                await auditor.LookAsync();
                return ArchiveCheck.IsComplete(auditor.History, Topic, ledger);
            },
            ArchivePatience);
        await drawing.CancelAsync();
        await drawn;

        return screen.Conclude(board,
        [
            TillCheck.Of(till, ledger),
            .. ReaderCheck.Of("The broker stores them without card codes", stored, ledger),
            .. ReaderCheck.Of("The analyst reads them masked", analyst, ledger),
            .. ReaderCheck.Of("The investigator reads them in clear, by his exception", investigator, ledger),
            .. IntruderCheck.Of(intruder),
            .. ArchiveCheck.Of(auditor.History, Topic, ledger),
            LedgerCheck.Of(await _ledger.VerifyAsync(clock)),
            SecretCheck.Of(data, ledger, logins),
        ]);
    }

    private SinkSettings SinkSettingsOf(string bootstrap) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = bootstrap, Topic = LocalSettings.AuditTopic },
        Archive = new ArchiveSettings { Path = data.Archive, Roll = new RollSettings { Seconds = 2 } },
        Ledger = _ledger.Settings,
    };

    private async Task UntilAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var began = clock.GetTimestamp();
        while (!await condition() && clock.GetElapsedTime(began) < patience)
            await Task.Delay(Poll, clock);
    }
}
