using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Settings;
using Compliance.Ledger.Custody;
using Compliance.Ledger.Verify;
using Compliance.Store;

namespace Compliance.Auditctl.Custody;

/// <summary>What the verbs of custody work with: the archive, whom to trust about it, its statements, and who adds one. Owner: the verb, until Dispose.</summary>
internal sealed class Custodian : IDisposable
{
    private readonly CustodySettings _settings;
    private readonly string? _reason;
    private readonly TimeProvider _time;
    private readonly TextWriter _error;
    private Signer? _signer;

    public Custodian(IArchiveStore store, string address, VerificationPlan plan, CustodySettings settings, string? reason, TimeProvider time, TextWriter error)
    {
        (Store, Address, Plan, _settings, _reason, _time, _error) = (store, address, plan, settings, reason, time, error);
        Log = new CustodyLog(Store, Plan.Ledger, Plan.People, Plan.Copies);
    }

    public string Address { get; }
    public VerificationPlan Plan { get; }
    public IArchiveStore Store { get; }
    public ArchiveView View => new(Store);
    public CustodyLog Log { get; }
    public DateTimeOffset Now => _time.GetUtcNow();
    public DateTimeOffset Expiry => Now.AddHours(_settings.ApprovalHours);

    /// <summary>Who adds statements.</summary>
    public Signer Signer => _signer ??= Signer.Required(_settings);

    public static Custodian Open(VerbContext context, TrustOptions trust, TimeProvider time)
    {
        var plan = trust.Plan(context, time);
        if (plan.People.IsEmpty)
            throw new UsageException("Whose statements count? Give --config FILE with custody: {people: {NAME: NAME.pub, …}}.");
        var store = TrustOptions.Place(context.Archive, "--archive", time);
        return new Custodian(store, context.Archive, plan, context.Settings.Custody, context.Recorder.Reason, time, context.Error);
    }

    /// <summary>What stands, for whoever goes by it.</summary>
    /// <exception cref="Ledger.LedgerException">A statement does not count.</exception>
    public async Task<CustodyState> ReadAsync(CancellationToken stop)
    {
        var state = await Log.ReadAsync(stop);
        CustodyLog.ThrowIfProblem(state);
        return state;
    }

    /// <summary>The time before which events may be purged by these settings.</summary>
    public DateTimeOffset Latest => Now.AddDays(-_settings.RetentionDays);

    /// <exception cref="UsageException">Events from before that time may not be purged yet.</exception>
    public void CheckRetention(DateTimeOffset before)
    {
        if (before > Latest)
            throw new UsageException($"A purge before {before:u} takes what must be kept: the settings say {_settings.RetentionDays} days (custody.retentionDays), so that nothing from after {Latest:u} goes.");
    }

    public async Task<SignedStatement> AddAsync(Func<CustodyState, Task<Statement>> make, CancellationToken stop)
    {
        var (signed, problem) = await Log.AppendAsync(make, Signer.Key, stop);
        if (problem is not null)
            await _error.WriteLineAsync($"The second place did not take its copy ({problem.Message}); the next statement takes it there.");
        return signed;
    }

    public Task<SignedStatement> AddAsync(Statement statement, CancellationToken stop) => AddAsync(_ => Task.FromResult(statement), stop);

    public Statement New(string kind) => new(kind, Signer.Name, Now) { Reason = _reason };

    public void Dispose()
    {
        _signer?.Dispose();
        Store.Dispose();
        Plan.Copies?.Dispose();
    }
}
