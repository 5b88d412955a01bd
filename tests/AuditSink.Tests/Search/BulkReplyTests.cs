using System.Text;
using Compliance.AuditSink.Search;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

public sealed class BulkReplyTests
{
    [Fact]
    public void Each_document_has_its_status_and_the_type_of_its_error()
    {
        var reply = BulkReply.Parse("""
            {"errors":true,"took":3,"items":[
              {"create":{"status":201}},
              {"create":{"error":{"type":"mapper_parsing_exception","reason":"never read","caused_by":{"type":"inner"}},"status":400}},
              {"create":{"_index":"a","status":409,"error":{"type":"version_conflict_engine_exception"}}}]}
            """u8);

        Assert.Equal([(201, null), (400, "mapper_parsing_exception"), (409, "version_conflict_engine_exception")], reply.Items);
    }

    [Fact]
    public void An_answer_that_is_no_bulk_answer_speaks_of_no_document() => Assert.Empty(BulkReply.Parse(Encoding.UTF8.GetBytes("""{"hello":1}""")).Items);
}
