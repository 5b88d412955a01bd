using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class HeaderTests
{
    [Fact]
    public void Header_versions_are_those_of_the_golden_messages()
    {
        foreach (MessageVector vector in MessageVector.All.Where(vector => vector.HeaderVersion is not null))
        {
            MessageProgram program = vector.Program;
            short version = program.Direction == Direction.Request
                ? program.Api.RequestHeaderVersion(program.Version)
                : program.Api.ResponseHeaderVersion(program.Version);

            Assert.Equal(vector.HeaderVersion, version);
        }
    }

    [Theory]
    [InlineData(11, 4)]
    [InlineData(12, 5)]
    public void A_request_header_ends_where_its_version_says(byte version, int tail)
    {
        // Fetch 11 has no tags, Fetch 12 has an unknown one.
        byte[] frame = [0, 1, 0, version, 0, 0, 0, 9, 0, 2, (byte)'m', (byte)'e', 1, 5, 1, 0xAA, 42];
        byte[] whole = version == 12 ? frame : [.. frame[..12], 1, 2, 3, 4];

        Assert.Null(RequestHeaderView.Read(whole, out RequestHeaderView header));

        Assert.True(header.Known);
        Assert.Equal(("Fetch", (short)version, 9), (header.Api!.Name, header.ApiVersion, header.CorrelationId));
        Assert.Equal("me"u8, header.ClientId);
        Assert.Equal(version == 12 ? whole.Length - 1 : whole.Length - tail, header.BodyOffset);
    }

    [Fact]
    public void A_null_client_id_is_empty()
    {
        Assert.Null(RequestHeaderView.Read([0, 3, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF], out RequestHeaderView header));

        Assert.True(header.ClientId.IsEmpty);
        Assert.Equal(10, header.BodyOffset);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(95, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    [InlineData(0, 14)]
    [InlineData(22, 6)]
    public void Keys_and_versions_nobody_knows_are_no_fault_but_not_known(short key, short version)
    {
        byte[] frame = [(byte)(key >> 8), (byte)key, (byte)(version >> 8), (byte)version, 0, 0, 0, 7, 0, 1, (byte)'c', 0];

        Assert.Null(RequestHeaderView.Read(frame, out RequestHeaderView header));

        Assert.False(header.Known);
        Assert.Equal(7, header.CorrelationId);
        Assert.Equal("c"u8, header.ClientId);
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 12, 0, 0 })]
    [InlineData(new byte[] { 0, 1, 0, 12, 0, 0, 0, 9, 0, 50, 1, 2 })]
    [InlineData(new byte[] { 0, 1, 0, 12, 0, 0, 0, 9, 0xFF, 0xFF, 3, 1, 99 })]
    public void A_header_that_is_cut_is_a_fault(byte[] frame)
    {
        Assert.Equal(FaultKind.Truncated, RequestHeaderView.Read(frame, out _)?.Kind);
    }

    [Theory]
    [InlineData(3, 12, 5)]
    [InlineData(3, 8, 4)]
    [InlineData(18, 4, 4)]
    public void A_response_header_is_written_as_it_is_read(short key, short version, int size)
    {
        ApiRow api = ApiTable.Find(key)!;
        byte[] frame = new byte[ResponseHeaderView.Size(api, version)];
        var writer = new WireWriter(frame);
        ResponseHeaderView.Write(ref writer, api, version, 77);

        Assert.Equal(size, writer.Position);
        Assert.Null(ResponseHeaderView.Read(frame, api, version, out ResponseHeaderView header));
        Assert.Equal((77, size), (header.CorrelationId, header.BodyOffset));
    }
}
