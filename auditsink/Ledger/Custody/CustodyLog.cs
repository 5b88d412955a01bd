using Compliance.Events.Archive;
using Compliance.Signing;
using Compliance.Store;

namespace Compliance.Ledger.Custody;

/// <summary>
/// The statements of custody of one archive: objects numbered from 0, each created if absent, none ever changed, with a legal hold of the
/// store's own on each where it offers one. Sinks write how far they have come into the ledger (<see cref="CustodyHead"/>); the second place
/// gets copies. Any thread and process: of two that create the same number, one looks again.
/// </summary>
public sealed class CustodyLog(IArchiveStore store, string origin, People people, IArchiveStore? copies)
{
    private const int AtATime = 16;
    private const int Tries = 32;

    public async Task<CustodyState> ReadAsync(CancellationToken stop)
    {
        var state = new CustodyState();
        await foreach (var bytes in ReadAsync(store, stop))
            state.Add(bytes, origin, people);
        return state;
    }

    /// <summary>All that is there from the first on without a hole.</summary>
    public static async IAsyncEnumerable<byte[]> ReadAsync(IArchiveStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var names = new List<string>();
        await foreach (var name in store.ListAsync(ArchiveLayout.CustodyFolder, null, stop))
        {
            if (ArchiveLayout.NumberOf(name, ArchiveLayout.StatementEnding) == names.Count)
                names.Add(name);
        }

        foreach (var some in names.Chunk(AtATime))
        {
            foreach (var bytes in await Task.WhenAll(some.Select(name => store.ReadAsync(name, stop))))
                yield return bytes ?? throw new LedgerException($"{store.Address}: a statement of custody went away while it was read. Run auditctl verify.");
        }
    }

    /// <summary>Adds a statement, made for the state that it comes behind; after this returns it lasts.</summary>
    /// <param name="make">Gives the statement; called again when somebody else was first.</param>
    /// <param name="key">Signs it.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The statement, and what kept it from the second place, or null.</returns>
    /// <exception cref="LedgerException">It is against the rules, or a statement before it is: then nobody adds any.</exception>
    public async Task<(SignedStatement Statement, IOException? Problem)> AppendAsync(Func<CustodyState, Task<Statement>> make, SigningKey key, CancellationToken stop)
    {
        for (var i = 0; i < Tries; i++)
        {
            var state = await ReadAsync(stop);
            ThrowIfProblem(state);
            var statement = await make(state);
            if (!people.Has(statement.By, key.PublicKey))
                throw new LedgerException($"The key that is to sign is not one of {statement.By}'s: people of the settings does not name it. Give the public half of it there, on every machine that verifies.");
            var signed = SignedStatement.Sign(origin, state.Size, state.Last, statement, key);
            if (state.Objection(signed) is { } objection)
                throw new LedgerException($"This {statement.Kind} {objection}.");
            if (await store.CreateAsync(ArchiveLayout.StatementName(signed.Number), signed.Bytes, stop))
                return (signed, await KeepAsync(signed, stop));
        }

        throw new LedgerException($"{store.Address}: others add statements of custody all the time. Try again.");
    }

    /// <exception cref="LedgerException">A statement does not count: what stands cannot be known.</exception>
    public static void ThrowIfProblem(CustodyState state)
    {
        if (state.Problems.Count > 0)
            throw new LedgerException($"Statement {state.Problems[0].Number} of the archive's custody {state.Problems[0].Message}. Nothing is held, released or purged before that is mended: run auditctl verify, and see that people of the settings names everybody with all of their keys.");
    }

    private async Task<IOException?> KeepAsync(SignedStatement signed, CancellationToken stop)
    {
        await store.HoldAsync(ArchiveLayout.StatementName(signed.Number), true, stop);
        return await CopyAsync(stop);
    }

    // All that the second place lacks, not the new one alone: it may have been away.
    private async Task<IOException?> CopyAsync(CancellationToken stop)
    {
        if (copies is null)
            return null;
        try
        {
            var there = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var name in copies.ListAsync(ArchiveLayout.CustodyFolder, null, stop))
                there.Add(name);
            var number = 0;
            await foreach (var bytes in ReadAsync(store, stop))
            {
                var name = ArchiveLayout.StatementName(number++);
                if (!there.Contains(name))
                    await copies.CreateAsync(name, bytes, stop);
            }

            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }
}
