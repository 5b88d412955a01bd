using Compliance.Search.Bulk;

namespace Compliance.Search.Refused;

/// <summary>Sends refused documents once more: what is taken now leaves the dead letters, what is refused again stays. One use.</summary>
/// <param name="letters">Where they are.</param>
/// <param name="sender">Makes a sender that gives what it is refused to the delegate.</param>
internal sealed class DeadLetterPost(DeadLetters letters, Func<RefusedDocuments, BulkSender> sender)
{
    public async Task<BulkTally> SendAsync(CancellationToken stop)
    {
        var tally = default(BulkTally);
        // The list first: what stays is written back under its name.
        foreach (var box in await letters.ReadAsync(stop).ToListAsync(stop))
        {
            var errors = new Dictionary<Guid, string>();
            var batch = new BulkBatch(0);
            foreach (var letter in box.Letters)
                batch.Add(letter.Id, letter.Action, letter.Document);
            tally += await sender(Keep).SendAsync(batch, stop);
            if (errors.Count < box.Letters.Count)
                await letters.KeepAsync(box, [.. box.Letters.Where(letter => errors.ContainsKey(letter.Id)).Select(letter => letter with { Error = errors[letter.Id] })], stop);

            Task Keep(BulkBatch of, IReadOnlyList<(BulkItem Item, string Error)> refused, CancellationToken token)
            {
                foreach (var (item, error) in refused)
                    errors[item.Id] = error;
                return Task.CompletedTask;
            }
        }

        return tally;
    }
}
