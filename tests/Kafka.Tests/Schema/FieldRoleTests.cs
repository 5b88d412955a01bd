using System.Text.RegularExpressions;
using Compliance.Kafka.Schema;
using Xunit;

namespace Compliance.Kafka.Tests.Schema;

public sealed partial class FieldRoleTests
{
    [Fact]
    public void Every_field_that_could_name_something_has_a_role()
    {
        string[] unclassified =
        [
            .. AllFields()
                .Where(place => CouldName(place.Field))
                .Where(place => EntityOverrides.RoleOf(place.Message, place.Path, place.Field) == FieldRole.None)
                .Select(place => $"{place.Message}.{place.Path}"),
        ];

        Assert.True(unclassified.Length == 0, "Give these a row in EntityOverrideRows: " + string.Join(' ', unclassified));
    }

    [Fact]
    public void Every_place_of_the_override_table_exists()
    {
        var places = AllFields().SelectMany(place => new[] { $"{place.Message}.{place.Path}", $"*.{place.Field.Name}" }).ToHashSet();

        Assert.DoesNotContain(EntityOverrides.Places, place => !places.Contains(place));
    }

    /// <summary>Whatever holds text, bytes or a uuid, and every number whose name ends like a name's.</summary>
    private static bool CouldName(FieldSpec field) => field.Type switch
    {
        FieldType.Struct or FieldType.Bool or FieldType.Float64 => false,
        FieldType.String or FieldType.Bytes or FieldType.Records or FieldType.Uuid => true,
        _ => NumberThatNames().IsMatch(field.Name),
    };

    private static IEnumerable<(string Message, string Path, FieldSpec Field)> AllFields() =>
        ProtocolFile.MessageNames.Select(ProtocolFile.Message).SelectMany(message => Below(message, "", message.Fields));

    private static IEnumerable<(string Message, string Path, FieldSpec Field)> Below(MessageSpec message, string prefix, IEnumerable<FieldSpec> fields)
    {
        foreach (FieldSpec field in fields)
        {
            string path = prefix + field.Name;
            yield return (message.Name, path, field);
            if (field.Type == FieldType.Struct)
                foreach (var inner in Below(message, path + ".", message.FieldsOf(field)))
                    yield return inner;
        }
    }

    [GeneratedRegex("(Id|Ids|Name|Names|Key|Keys|Host|Port|Topics?|Groups?|Principals?|Nodes?|Replicas?|Leader|Isr|Elr|Entity|Owner|Regex|Pattern|Voters?|Successors|(?<!Num)Partitions?|ErrorCode)$")]
    private static partial Regex NumberThatNames();
}
