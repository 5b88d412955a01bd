using Compliance.Kafka.Schema;
using Xunit;

namespace Compliance.Kafka.Tests.Schema;

public sealed class MessageProgramTests
{
    [Fact]
    public void Fields_are_found_by_path_in_the_versions_that_have_them()
    {
        ApiRow fetch = ApiTable.Find(1)!;

        Assert.NotNull(fetch.Response(4).FieldId("Responses.Topic"));
        Assert.Null(fetch.Response(13).FieldId("Responses.Topic"));
        Assert.True(fetch.Response(13).IsAbsent("Responses.Topic"));
        Assert.False(fetch.Response(13).IsAbsent("Responses.Nonsense"));
        ushort records = fetch.Response(13).FieldId("Responses.Partitions.Records")!.Value;
        Assert.Equal((FieldType.Records, FieldRole.Records, true),
            (fetch.Response(13).Field(records).Type, fetch.Response(13).Role(records), fetch.Response(13).Field(records).Nullable));
    }

    [Fact]
    public void Elements_have_the_role_and_their_array_has_none()
    {
        MessageProgram program = ApiTable.Find(10)!.Request(4);

        Assert.Equal(FieldRole.None, program.Role(program.FieldId("CoordinatorKeys")!.Value));
        Assert.Equal(FieldRole.CoordinatorKey, program.Role(program.FieldId("CoordinatorKeys[]")!.Value));
        Assert.True(program.Has(FieldRole.CoordinatorKeyType));
        Assert.False(program.Has(FieldRole.TopicName));
    }

    [Fact]
    public void Common_structs_are_written_out_at_each_of_their_uses()
    {
        MessageProgram program = ApiTable.Find(69)!.Response(1);

        Assert.Equal(FieldRole.TopicName, program.Role(program.FieldId("Groups.Members.Assignment.TopicPartitions.TopicName")!.Value));
        Assert.Equal(FieldRole.TopicName, program.Role(program.FieldId("Groups.Members.TargetAssignment.TopicPartitions.TopicName")!.Value));
    }

    [Fact]
    public void In_every_program_fields_stand_in_pre_order_below_their_parents()
    {
        foreach (ApiRow row in ApiTable.Rows)
            for (short version = row.MinVersion; version <= row.MaxVersion; version++)
                foreach (MessageProgram program in new[] { row.Request(version), row.Response(version) })
                {
                    Assert.Equal(row.Request(version).Flexible, row.RequestHeaderVersion(version) == 2);
                    Assert.All(program.Fields, field => Assert.Equal(field.Id, program.FieldId(field.Path)));
                    Assert.All(program.Fields.Skip(1), field => Assert.True(field.Parent < field.Id));
                    Assert.All(program.Fields, field => Assert.True(field.Tag < 0 || program.Flexible));
                    int listed = program.Fields.Where(field => field.Type == FieldType.Struct).Sum(field => program.FieldsOf(field.Id).Count());
                    Assert.Equal(program.Fields.Count(field => field.Id > 0 && field.Name != "[]"), listed);
                }
    }

    [Fact]
    public void Every_address_of_a_broker_has_its_node_beside_it()
    {
        foreach (ApiRow row in ApiTable.Rows.Where(row => row.OnBroker))
            for (short version = row.MinVersion; version <= row.MaxVersion; version++)
            {
                MessageProgram program = row.Response(version);
                foreach (FieldSchema host in program.Fields.Where(field => field.Role == FieldRole.Host))
                {
                    FieldSchema[] siblings = [.. program.FieldsOf(host.Parent)];
                    Assert.Single(siblings, field => field.Role == FieldRole.BrokerId);
                    Assert.Single(siblings, field => field is { Role: FieldRole.Port, Type: FieldType.Int32 });
                }
            }
    }

    [Theory]
    [InlineData("3+", 3, short.MaxValue)]
    [InlineData("0-7", 0, 7)]
    [InlineData("2", 2, 2)]
    [InlineData("none", 0, -1)]
    [InlineData(null, 0, -1)]
    public void Version_ranges_are_read_as_the_protocol_writes_them(string? text, short from, short to)
    {
        Assert.Equal(new VersionRange(from, to), VersionRange.Parse(text));
    }
}
