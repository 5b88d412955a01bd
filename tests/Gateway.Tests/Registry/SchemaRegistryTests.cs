using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Registry;

public sealed class SchemaRegistryTests : IDisposable
{
    private const string Record = """{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}""";
    private static readonly SchemaId Seven = new(7, default);
    private readonly FakeRegistry _fake = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task A_schema_is_asked_for_once_and_then_known_though_the_registry_has_gone()
    {
        _fake.Schema("schemas/ids/7", Record);
        using var registry = _fake.Client();

        await registry.LookAsync([Seven], Cancel);
        _fake.Dispose();
        await registry.LookAsync([Seven], Cancel);

        Assert.Equal(ValueFormats.Avro, registry.Schemas.Find(Seven)!.Format);
        Assert.Single(_fake.Questions);
        Assert.Equal((1, 0, 0), (registry.Metrics.Found.Value, registry.Metrics.Unknown.Value, registry.Metrics.Failed.Value));
    }

    [Fact]
    public async Task Many_who_need_one_schema_ask_one_question()
    {
        _fake.Schema("schemas/ids/7", Record);
        _fake.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registry = _fake.Client();

        var waiting = Enumerable.Range(0, 20).Select(_ => registry.LookAsync([Seven], Cancel)).ToList();
        await Eventually.TrueAsync(() => _fake.Questions.Count > 0, TimeSpan.FromSeconds(60), "the question to arrive");
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        _fake.Gate.SetResult();
        await Task.WhenAll(waiting);

        Assert.NotNull(registry.Schemas.Find(Seven));
        Assert.Single(_fake.Questions);
    }

    [Fact]
    public async Task What_it_does_not_know_is_not_kept_and_asked_for_again_after_a_pause()
    {
        var time = new FakeTimeProvider();
        using var registry = _fake.Client(time);

        await registry.LookAsync([Seven], Cancel);
        await registry.LookAsync([Seven], Cancel);
        Assert.Single(_fake.Questions);

        // Somebody registers it meanwhile.
        _fake.Schema("schemas/ids/7", Record);
        time.Advance(LimitsPlan.Default.RegistryPause);
        await registry.LookAsync([Seven], Cancel);

        Assert.NotNull(registry.Schemas.Find(Seven));
        Assert.Equal((1, 1), (registry.Metrics.Found.Value, registry.Metrics.Unknown.Value));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(401, "{}")]
    [InlineData(302, "{}")]
    [InlineData(200, "no JSON")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"schema":7}""")]
    [InlineData(200, """{"schema":"\"string\"","references":[{"name":"x"}]}""")]
    [InlineData(200, """{"schema":"\"string\"","references":[{"name":"x","subject":"s","version":1}]}""")]
    public async Task An_answer_that_is_none_is_a_failure_and_nothing_more(int status, string body)
    {
        _fake.Answer("schemas/ids/7", status, body);
        using var registry = _fake.Client();

        await registry.LookAsync([Seven], Cancel);

        Assert.Null(registry.Schemas.Find(Seven));
        Assert.Equal(1, registry.Metrics.Failed.Value);
    }

    [Fact]
    public async Task An_answer_beyond_all_bounds_is_not_read()
    {
        _fake.Answer("schemas/ids/7", 200, new string(' ', 9 << 20) + "{}");
        using var registry = _fake.Client();

        await registry.LookAsync([Seven], Cancel);

        Assert.Equal(1, registry.Metrics.Failed.Value);
    }

    [Fact]
    public async Task Who_waits_for_a_registry_that_says_nothing_waits_as_long_as_the_limit()
    {
        var time = new FakeTimeProvider();
        _fake.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registry = _fake.Client(time);

        var waiting = registry.LookAsync([Seven], Cancel);
        await Eventually.TrueAsync(() => _fake.Questions.Count > 0, TimeSpan.FromSeconds(60), "the question to arrive");
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(60));
        await waiting;

        Assert.Null(registry.Schemas.Find(Seven));
        Assert.Equal(1, registry.Metrics.Failed.Value);
        _fake.Gate.SetResult();
    }

    [Fact]
    public async Task A_schema_that_can_t_be_used_is_known_as_such()
    {
        _fake.Schema("schemas/ids/7", """{"type":"record"}""");
        _fake.Schema("schemas/ids/8", "x", "THRIFT");
        using var registry = _fake.Client();

        await registry.LookAsync([Seven, new(8, default)], Cancel);

        Assert.Contains("lacks 'name'", Assert.IsType<UnusableSchema>(registry.Schemas.Find(Seven)).Why, StringComparison.Ordinal);
        Assert.Contains("THRIFT", Assert.IsType<UnusableSchema>(registry.Schemas.Find(new(8, default))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task References_are_followed_each_once_however_they_meet()
    {
        _fake.Schema("schemas/ids/7", """{"type":"record","name":"R","fields":[{"name":"a","type":"A"},{"name":"b","type":"B"}]}""",
            references: """[{"name":"A","subject":"a value","version":1},{"name":"B","subject":"b","version":2}]""");
        _fake.Schema("subjects/a%20value/versions/1", """{"type":"record","name":"A","fields":[{"name":"b","type":"B"}]}""", references: """[{"name":"B","subject":"b","version":2}]""");
        _fake.Schema("subjects/b/versions/2", """{"type":"record","name":"B","fields":[]}""", references: """[{"name":"A","subject":"a value","version":1}]""");
        using var registry = _fake.Client();

        await registry.LookAsync([Seven], Cancel);

        Assert.Equal(ValueFormats.Avro, registry.Schemas.Find(Seven)!.Format);
        Assert.Equal(3, _fake.Questions.Count);
    }

    [Fact]
    public async Task A_GUID_is_asked_for_as_it_is_written_and_the_user_s_name_goes_along()
    {
        var id = new SchemaId(0, Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"));
        _fake.Schema("schemas/guids/01234567-89ab-cdef-0123-456789abcdef", "{}", "JSON");
        using var registry = _fake.Client(plan: new RegistryPlan(_fake.Url) { User = "proxy", Password = "päss" });

        await registry.LookAsync([id], Cancel);

        Assert.Equal(ValueFormats.JsonSchema, registry.Schemas.Find(id)!.Format);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("proxy:päss")), Assert.Single(_fake.Questions).Authorization);
        Assert.DoesNotContain("päss", registry.Plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_a_failure()
    {
        _fake.Dispose();
        using var registry = _fake.Client();

        await registry.LookAsync([Seven, new(8, default)], Cancel);

        Assert.Equal(2, registry.Metrics.Failed.Value);
    }
}
