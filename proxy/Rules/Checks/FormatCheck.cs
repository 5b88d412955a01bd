using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>What can't be done in the format of the values is told here, where it would refuse every record.</summary>
internal static class FormatCheck
{
    private const ValueFormats WithoutSubjects = ValueFormats.Csv | ValueFormats.CsvSemicolon | ValueFormats.Tsv | ValueFormats.Text;

    private const ValueFormats OfHeaders = ValueFormats.Json | ValueFormats.Text;
    private const ValueFormats Lines = ValueFormats.Csv | ValueFormats.CsvSemicolon | ValueFormats.Tsv;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var find in set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Where(f => !f.Part.IsValue && f.Tag is null))
        {
            if ((find.Format & Lines) != 0)
                problems.Error(find.Path.Place, $"Keys and headers are not lines of cells, so '{FormatNames.Of(find.Format)}' is read in values alone. Write 'format: text', of which the whole is protected.");
            else if (find.Part.Header is not null && (find.Format & OfHeaders) == 0)
                problems.Error(find.Path.Place, $"Headers have no schema, so '{FormatNames.Of(find.Format)}' can't be read in one. Write 'format: json' or 'format: text'; of a text the whole is protected.");
        }

        foreach (var (_, rule, known) in ProtectedClass.All(set.Documents).Where(p => p.Rule.Do!.Treatment is DateShift))
        {
            if (known.Finds.FirstOrDefault(f => (f.Format & WithoutSubjects) != 0) is { } find)
                problems.Error(rule.Do!.Place, $"Rule '{rule.Id}' shifts dates by their subject, and class '{known.Name}' is found in '{FormatNames.Of(find.Format)}', where nobody looks for one. Use 'generalise', or a class of its own for what is in another format.");
        }
    }
}
