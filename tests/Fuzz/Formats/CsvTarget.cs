using System.Buffers;
using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Formats;

/// <summary>
/// The protector of CSV. What it takes, a plain reader of RFC 4180 reads as lines of cells; what comes out has the same lines, in which the
/// column is masked and every other cell as it was.
/// </summary>
internal sealed class CsvTarget : Target
{
    private readonly FieldPlan _plan = TestPlan.Of("csv", ("email", "mask"), ("$[2]", "redact"));
    private readonly ValueProtector _protector = new(KeyRing.Empty);
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ProtectCounts _counts = new();

    public override string Name => "csv";
    public override int Share => 30;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { ",", "\"", "\"\"", "\r\n", "\n", "\r", "email", "id,email,city\n", "\"a,b\"", ";", "é", "\uFEFF", ",,", "\"\r\n\"" }.Select(Encoding.UTF8.GetBytes)];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        _output.ResetWrittenCount();
        _counts.Reset();
        probe.Begin();
        var outcome = _protector.Apply(_plan, input.Span, _output, _counts);
        probe.End(4096 + (input.Length > 4096 ? 16L * input.Length : 0));
        probe.Count(outcome.IsUnreadable ? Kinds.Of(outcome.Fault.Kind) : Kinds.Of(outcome.Result));
        Demand(outcome.Result == ProtectResult.Changed || _output.WrittenCount == 0, "an unchanged or refused value was written");
        if (outcome.IsUnreadable)
            return;
        var before = Lines(input.Span);
        var after = outcome.Result == ProtectResult.Changed ? Lines(_output.WrittenSpan) : before;
        Demand(before.Count == after.Count, "lines came or went");
        var names = before[0].ConvertAll(name => name.Trim(' '));
        names[0] = before[0][0].TrimStart('\uFEFF').Trim(' ');
        Demand(names.Contains("email") || names.Count > 2, "no column is the policy's");
        for (int line = 1; line < before.Count; line++)
        {
            Demand(before[line].Count == after[line].Count, "cells came or went");
            for (int i = 0; i < before[line].Count; i++)
            {
                bool isHidden = i == 2 ? after[line][i].Length == 0 : names[i] != "email" ? after[line][i] == before[line][i] : after[line][i].All(c => c == '*');
                Demand(isHidden, "a cell is not what it should be");
            }
        }
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        [.. new[] { "id,email,city\r\n1,ada@x,London\r\n2,,\r\n", "email\na\n\"b\"\n", "\"id\",\"email\",\"x\"\n\"1\",\"a \"\"b\"\", c\",\"d\ne\"\n", "a,b,c,d\n1,2,3,4\n\n" }.Select(text => new Sample(Encoding.UTF8.GetBytes(text)))];

    /// <summary>Character by character, as simply as it can be said.</summary>
    private static List<List<string>> Lines(ReadOnlySpan<byte> csv)
    {
        string text = Encoding.UTF8.GetString(csv);
        var (lines, line, cell, isQuoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (int i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && text[i] == ',')
                Next();
            else if (!isQuoted && text[i] == '\n')
                EndLine();
            else if (isQuoted || text[i] != '\r')
                cell.Append(text[i]);
        }

        if (cell.Length > 0 || line.Count > 0)
            EndLine();
        return lines;

        void Next()
        {
            line.Add(cell.ToString());
            cell.Clear();
        }

        void EndLine()
        {
            Next();
            lines.Add(line);
            line = [];
        }
    }
}
