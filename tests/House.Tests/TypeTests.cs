using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Compliance.House.Tests;

public sealed partial class TypeTests
{
    [Fact]
    public void A_file_holds_one_type_and_carries_its_name() =>
        Rule.Holds(
            Tree.AllCode.Where(file => file.Name != "AssemblyInfo.cs").Select(Offence).OfType<string>(),
            "give each type a file of its own name; a small helper of one type may be nested in it.");

    [Fact]
    public void The_namespace_is_the_folder() =>
        Rule.Holds(
            from project in Tree.Projects
            let root = XDocument.Parse(project.Text).Descendants("RootNamespace").Single().Value
            from file in Tree.AllCode
            where file.Path.StartsWith(project.Folder + "/", StringComparison.Ordinal)
            let rest = Path.GetRelativePath(project.Folder, file.Folder)
            let expected = rest == "." ? root : $"{root}.{rest.Replace('/', '.')}"
            let declared = file.Lines.Select(line => Namespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value
            where declared is not null && declared != expected
            select $"{file.Path}: namespace {declared} should be {expected}",
            "move the file or rename the namespace.");

    [Fact]
    public void Nothing_hides_in_a_region() =>
        Rule.Holds(Tree.AllCode.SelectMany(file => file.Where(Region())), "a file that wants regions wants to be several files.");

    [Fact]
    public void Interfaces_are_few_and_have_two_sides()
    {
        var files = Tree.ProductCode.ToList();
        var interfaces = files.SelectMany(file => file.Where(Interface())).ToList();

        Assert.True(
            interfaces.Count <= Math.Max(1, files.Count / 20),
            $"{interfaces.Count} interfaces in {files.Count} files, more than 1 in 20; take a delegate or the class itself:\n  {string.Join("\n  ", interfaces)}");
    }

    private static string? Offence(TextFile file)
    {
        var types = file.CodeLines().Select(line => Type().Match(line.Code)).Where(match => match.Success).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();
        var name = Path.GetFileNameWithoutExtension(file.Name);
        return types switch
        {
            [] when name == "Program" || file.CodeLines().All(line => line.Code.Trim() is "" || line.Code.StartsWith("global using ", StringComparison.Ordinal)) => null,
            [] => $"{file.Path} holds no type",
            [var only] when only == name => null,
            [var only] => $"{file.Path} holds {only}",
            _ => $"{file.Path} holds {string.Join(", ", types)}",
        };
    }

    // With file-scoped namespaces a type that is not nested begins at the line's start.
    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|readonly|ref|partial|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+[\w<>\[\],.?\s]+?)\s+(?<name>\w+)\s*(?:[<(:{;]|$|where\b)")]
    private static partial Regex Type();

    [GeneratedRegex(@"^namespace\s+([\w.]+)")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*#region\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|file|partial)\s+)*interface\s+\w")]
    private static partial Regex Interface();
}
