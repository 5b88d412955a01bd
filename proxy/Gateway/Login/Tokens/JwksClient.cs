using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>Asks an address for a JSON Web Key Set. Follows no redirect; answers are bounded in size and time. Thread-safe.</summary>
internal sealed class JwksClient : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;
    private readonly Uri _url;
    private readonly HttpClient _http;

    public JwksClient(JwksPlan plan)
    {
        _url = plan.Url!;
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = plan.Timeout,
            MaxConnectionsPerServer = 1,
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = OwnRoots.Trusting(plan.CaPem),
        };
        _http = new HttpClient(handler) { Timeout = plan.Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/jwk-set+json, application/json");
    }

    /// <exception cref="JwksException">They can't be had now.</exception>
    public async Task<JwksKeys> GetAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(_url).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw new JwksException($"it answers {(int)answer.StatusCode}");
            return JwksKeys.Parse(await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
        }
        catch (HttpRequestException e)
        {
            throw new JwksException($"it can't be reached or does not speak as expected ({e.HttpRequestError})");
        }
        catch (OperationCanceledException)
        {
            throw new JwksException("it does not answer in time (limits.jwksTimeout)");
        }
        catch (InvalidDataException e)
        {
            throw new JwksException(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();
}
