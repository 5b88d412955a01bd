using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>What can't be done in the format of the values is told here, where it would refuse every record.</summary>
internal static class FormatCheck
{
    private const ValueFormats WithoutSubjects = ValueFormats.Csv | ValueFormats.CsvSemicolon | ValueFormats.Tsv | ValueFormats.Text;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var (_, rule, known) in ProtectedClass.All(set.Documents).Where(p => p.Rule.Do!.Treatment is DateShift))
        {
            if (known.Finds.FirstOrDefault(f => (f.Format & WithoutSubjects) != 0) is { } find)
                problems.Error(rule.Do!.Place, $"Rule '{rule.Id}' shifts dates by their subject, and class '{known.Name}' is found in '{FormatNames.Of(find.Format)}', where nobody looks for one. Use 'generalise', or a class of its own for what is in another format.");
        }
    }
}
