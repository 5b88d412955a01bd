namespace Compliance.Functional.Traffic;

/// <summary>What a topic of <see cref="Numbers"/> holds in the end: each number once, in order, as many as were written.</summary>
internal static class StoredNumbers
{
    public static List<string> Faults(string brokers, string topic, IReadOnlyList<long> written, Numbers numbers)
    {
        var next = new long[written.Count];
        var faults = new List<string>();
        var isWhole = StoredRecords.Read(brokers, topic, written.Count, (partition, offset, text) =>
        {
            var number = Numbers.Parse(text);
            if (number != next[partition])
                faults.Add($"{topic} {partition}: number {number} at offset {offset}, where {next[partition]} belongs");
            if (!numbers.IsAsStored(text, number))
                faults.Add($"{topic} {partition}: offset {offset} is not stored as the rules say: {text}");
            next[partition] = number + 1;
        }, () => Enumerable.Range(0, written.Count).All(partition => next[partition] >= written[partition]));
        if (!isWhole)
            faults.Add($"{topic} can't be read to its end");
        for (var partition = 0; partition < written.Count; partition++)
        {
            if (next[partition] != written[partition])
                faults.Add($"{topic} {partition}: ends with {next[partition] - 1}, {written[partition]} were written");
        }

        return faults;
    }
}
