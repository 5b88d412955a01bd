using System.Net;
using System.Text;
using Compliance.Search.Bulk;
using Compliance.Search.Http;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

public sealed class BulkReplyTests
{
    [Fact]
    public void Each_document_has_its_status_and_the_type_of_its_error()
    {
        var reply = Read("""
            {"errors":true,"took":3,"items":[
              {"create":{"status":201}},
              {"create":{"error":{"type":"mapper_parsing_exception","reason":"never read","caused_by":{"type":"inner"}},"status":400}},
              {"create":{"_index":"a","status":409,"error":{"type":"version_conflict_engine_exception"}}}]}
            """);

        Assert.Equal([(201, null), (400, "mapper_parsing_exception"), (409, "version_conflict_engine_exception")], reply.Items);
    }

    [Fact]
    public void An_answer_that_is_no_bulk_answer_speaks_of_no_document() => Assert.Empty(Read("""{"hello":1}""").Items);

    [Fact]
    public void An_answer_that_is_no_JSON_is_no_answer() => Assert.Equal((0, "the answer is no JSON"), ((int)Read("<html>").Status, Read("<html>").ToString()));

    [Theory]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":429,"error":{"type":"es_rejected_execution_exception"}}}]}""", true)]
    [InlineData("""{"items":[{"create":{"status":503,"error":{"type":"unavailable_shards_exception"}}}]}""", false)]
    public void Too_much_is_told_from_away(string json, bool isThrottled)
    {
        Assert.Equal(isThrottled, Read(json).IsThrottled);
        Assert.Contains("_exception", Read(json).ToString(), StringComparison.Ordinal);
    }

    private static BulkReply Read(string json) => BulkReply.Of(new IndexAnswer(HttpStatusCode.OK, Encoding.UTF8.GetBytes(json), null));
}
