using System.Globalization;
using System.Text.RegularExpressions;
using Compliance.Harness;
using Compliance.Kafka.Tests.Data;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Kafka's own log reader as the judge of what is written here: it reads segment files, checks checksums and unpacks with Java's codecs.</summary>
public sealed partial class KafkaToolTests
{
    [Fact]
    public async Task Kafkas_log_tool_finds_the_new_values_in_every_rebuilt_set_and_all_else_as_before()
    {
        using var folder = new TempFolder("records");
        // The project's own sets, whose values are known.
        VectorLine[] lines = [.. VectorFiles.OwnRecordSets.Where(line => line.Text("shape") != "large")];
        for (int i = 0; i < lines.Length; i++)
        {
            File.WriteAllBytes(Segment(folder, "before", i), lines[i].Bytes);
            File.WriteAllBytes(Segment(folder, "after", i), RecordSets.Rebuild(lines[i].Bytes, rebuilder =>
            {
                if (!rebuilder.Current.IsValueNull)
                    rebuilder.Replace(Mask(rebuilder.Current.Value));
            }));
        }

        List<string> before = await DumpAsync(folder, "before", lines.Length);
        List<string> after = await DumpAsync(folder, "after", lines.Length);

        int masked = before.Count(line => line.Contains("4111111111111111", StringComparison.Ordinal));
        Assert.True(masked > 2000, $"only {masked} values were there to be changed");
        Assert.Equal(before.Select(line => line.Replace("4111111111111111", "it was a card", StringComparison.Ordinal)), after);
    }

    private static byte[] Mask(ReadOnlySpan<byte> value) =>
        System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(value).Replace("4111111111111111", "it was a card", StringComparison.Ordinal));

    private static string Segment(TempFolder folder, string name, int number)
    {
        Directory.CreateDirectory(folder.Combine(name));
        return folder.Combine(name, number.ToString("D20", CultureInfo.InvariantCulture) + ".log");
    }

    /// <summary>What the tool prints of all segments, without sizes and checksums, which do change.</summary>
    private static async Task<List<string>> DumpAsync(TempFolder folder, string name, int count)
    {
        string files = string.Join(',', Enumerable.Range(0, count).Select(i => Segment(folder, name, i)));
        ChildResult result = (await KafkaTools.RunAsync("kafka-dump-log", ["--files", files, "--print-data-log", "--deep-iteration"])).Checked();
        Assert.DoesNotContain("isvalid: false", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Found invalid", result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Output + result.Error, StringComparison.Ordinal);
        return [.. result.Lines.Where(line => !line.StartsWith("Dumping", StringComparison.Ordinal)).Select(line => Changing().Replace(line, ""))];
    }

    [GeneratedRegex(@"\b(position|size|valueSize|crc): \d+")]
    private static partial Regex Changing();
}
