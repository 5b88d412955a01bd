using Compliance.Gateway.Settings;
using Compliance.Rules;
using Compliance.Signing;

namespace Compliance.Gateway.Approval;

/// <summary>
/// What a person does about the policies of a route: sign, approve, put back. All of it throws a <see cref="RefusedException"/> before
/// anything has changed. Command line only.
/// </summary>
internal sealed class ReleaseDesk(GovernedFolder folder, TimeProvider time)
{
    /// <summary>The policies as they stand in the folder are to come into force.</summary>
    public Release Sign(string by, SigningKey key, string? reason)
    {
        var chain = folder.Releases.Read(folder.Plan);
        var now = time.GetUtcNow();
        var sources = folder.ReadSound(now);
        var files = PolicyReader.Released(sources);
        if (chain.InForce is { } inForce && inForce.Order.HasFiles(files))
            throw new RefusedException($"These policies are release {inForce.Number}, which is approved already: there is nothing to sign.");
        if (chain.Waiting is { } waiting && waiting.Order.HasFiles(files) && now <= waiting.Order.ExpiresAt)
            throw new RefusedException($"These policies are release {waiting.Number} already, signed by {waiting.SignedBy}; it waits for approval, by another person: policy approve.");
        var signed = Make(chain, new ReleaseStatement(ReleaseStatement.Release, by, now) { Reason = reason, Order = new ReleaseOrder(files, now + folder.Plan.Within) }, key);
        foreach (var source in sources)
            folder.Releases.Keep(source.Sha256, source.Bytes.Span);
        return Add(chain, signed, signed.Number);
    }

    /// <summary>The newest release, which somebody else has signed, is what stands in the folder, and is to come into force.</summary>
    public Release Approve(string by, SigningKey key, string? reason)
    {
        var chain = folder.Releases.Read(folder.Plan);
        var now = time.GetUtcNow();
        if (chain.Waiting is not { } waiting)
            throw new RefusedException(chain.InForce is { } inForce ? $"Nothing waits for approval: the newest release is {inForce.Number}, and it is approved." : "Nothing waits for approval: nobody has signed a release yet.");
        if (!waiting.Order.HasFiles(PolicyReader.Released(folder.ReadSound(now))))
            throw new RefusedException($"{folder.Path} does not hold the files that {waiting.SignedBy} signed as release {waiting.Number}: somebody has changed them since. Put them back from {Path.Combine(folder.Releases.Statements, "files")}, or sign what is there.");
        var signed = Make(chain, new ReleaseStatement(ReleaseStatement.Approval, by, now) { Reason = reason, Of = waiting.Reference }, key);
        return Add(chain, signed, waiting.Number);
    }

    /// <summary>The files of an earlier release stand in the folder again, as a new one. What stood there is kept by its hash.</summary>
    /// <param name="number">Null: the release that was in force before the one that is now.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="key">His key.</param>
    /// <param name="reason">Why.</param>
    public Release PutBack(long? number, string by, SigningKey key, string? reason)
    {
        var chain = folder.Releases.Read(folder.Plan);
        if ((number is { } given ? chain.Find(given) : chain.Before) is not { IsApproved: true } earlier)
            throw new RefusedException($"{(number is null ? "No release was in force before" : $"Release {number} was never approved")}: there is nothing to go back to. 'compliance-proxy policy releases' lists them.");
        if (chain.InForce!.Order.HasFiles(earlier.Order.Files))
            throw new RefusedException($"The policies of release {earlier.Number} are in force already, as release {chain.InForce.Number}.");
        var files = earlier.Order.Files.Select(file => (File: file, Bytes: folder.Releases.Find(file.Sha256) ?? throw NotKept(file))).ToList();
        var problems = PolicyLoader.Load(files.Select(file => (Path.Combine(folder.Path, file.File.Name), (ReadOnlyMemory<byte>)file.Bytes))).Problems;
        if (problems.Any(problem => problem.Severity == Severity.Error))
            throw new RefusedException(string.Join(Environment.NewLine, problems) + Environment.NewLine + $"Release {earlier.Number} can't be read by this version any more.");
        var now = time.GetUtcNow();
        var order = new ReleaseOrder([.. earlier.Order.Files], now + folder.Plan.Within) { Restores = earlier.Number };
        var signed = Make(chain, new ReleaseStatement(ReleaseStatement.Release, by, now) { Reason = reason, Order = order }, key);
        Exchange(files);
        return Add(chain, signed, signed.Number);
    }

    private void Exchange(List<(ReleasedFile File, byte[] Bytes)> files)
    {
        var there = folder.Read();
        foreach (var (_, bytes) in there)
            folder.Releases.Keep(ChainedNote.HashOf(bytes.Span), bytes.Span);
        foreach (var (file, bytes) in files)
        {
            var path = Path.Combine(folder.Path, file.Name);
            File.WriteAllBytes(path + ".new", bytes);
            File.Move(path + ".new", path, overwrite: true);
        }

        foreach (var (name, _) in there.Where(known => !files.Exists(file => file.File.Name == Path.GetFileName(known.Name))))
            File.Delete(name);
    }

    private SignedRelease Make(ReleaseChain chain, ReleaseStatement statement, SigningKey key)
    {
        if (!folder.Plan.People.Has(statement.By, key.PublicKey))
            throw new RefusedException($"The key that is to sign is not one of {statement.By}'s. People of route '{folder.Route}' are {string.Join(", ", folder.Plan.People.Names)}; give the public half of the key there, or sign with the one that is named.");
        var signed = SignedRelease.Sign(folder.Plan.Origin, chain.Next, chain.Last, statement, key);
        return chain.Objection(signed) is { } objection ? throw new RefusedException($"This {statement.Kind} {objection}.") : signed;
    }

    private Release Add(ReleaseChain chain, SignedRelease signed, long release)
    {
        folder.Releases.Add(signed);
        chain.Add(signed.Bytes.ToArray());
        return chain.Find(release)!;
    }

    private RefusedException NotKept(ReleasedFile file) => new(
        $"{file.Name} of that release (SHA-256 {file.Sha256}) is not in {Path.Combine(folder.Releases.Statements, "files")}, or is not what was signed. A proxy that ran it has it in its journal folder, below 'policies'; put it there under {file.Sha256}.yaml.");
}
