using System.Text;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Servers;

public sealed class ElasticsearchServerTests
{
    [Fact]
    public async Task The_shared_server_stores_and_gives_back_a_document()
    {
        var server = await ElasticsearchServer.GetAsync();
        using var client = new HttpClient { BaseAddress = server.Url };
        var index = ElasticsearchServer.UniqueName("harness");
        using var document = new StringContent("""{"word":"found"}""", Encoding.UTF8, "application/json");

        using var put = await client.PutAsync($"{index}/_doc/1?refresh=true", document);
        var back = await client.GetStringAsync($"{index}/_search?q=word:found");
        using var gone = await client.DeleteAsync(index);

        Assert.True(put.IsSuccessStatusCode);
        Assert.Contains("\"_id\":\"1\"", back, StringComparison.Ordinal);
    }
}
