// One region of the shop, in C++; region.py and region.mjs are the same program in Python and in JavaScript.
//
//     region DEPLOYMENT REGION CONTROL_PORT PEER=PORT...
//
// It takes operations from the demo on its control connection, and replicates with every peer on a connection each. A
// frame is `u32 length (big-endian) | u8 kind | payload`; README.md beside this file says what each kind holds.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "active_active.hpp"

namespace aa = active_active;
using Clock = std::chrono::steady_clock;
using Fields = std::vector<std::string>;

constexpr char BATCH = 'B', ACKNOWLEDGEMENT = 'A', CONTROL = 'C', REPORT = 'R';
constexpr std::size_t BATCH_BYTES_MAX = 64 * 1024;
constexpr int TICK_MS = 10;
constexpr auto DIAL_EVERY = std::chrono::milliseconds(100);

struct Frame {
  char kind;
  std::string payload;
};

// The connection is gone; a peer is dialled again.
struct Closed : std::system_error {
  Closed() : std::system_error(errno, std::generic_category()) {}
};

// A socket that carries frames.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(socket_);
      throw Closed();
    }
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;

  int socket() const { return socket_; }

  void send(char kind, std::string_view payload) {
    std::uint32_t length = htonl(static_cast<std::uint32_t>(payload.size() + 1));
    std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
    bytes.append(1, kind).append(payload);
    for (std::size_t sent = 0; sent < bytes.size();) {
      auto more = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (more < 0) throw Closed();
      sent += static_cast<std::size_t>(more);
    }
  }

  std::vector<Frame> receive() {
    char arrived[1 << 16];
    auto count = ::recv(socket_, arrived, sizeof arrived, 0);
    if (count <= 0) throw Closed();
    received_.append(arrived, static_cast<std::size_t>(count));
    std::vector<Frame> frames;
    while (received_.size() >= 5) {
      std::uint32_t length;
      received_.copy(reinterpret_cast<char*>(&length), sizeof length);
      std::size_t end = 4 + ntohl(length);
      if (received_.size() < end) break;
      frames.push_back({received_[4], received_.substr(5, end - 5)});
      received_.erase(0, end);
    }
    return frames;
  }

 private:
  int socket_;
  std::string received_;
};

// Another region, and the connection to it while there is one.
struct Peer {
  std::string name;
  int port;
  std::unique_ptr<Connection> connection;
  std::size_t unanswered = 0;
  Clock::time_point dialled{};

  void dial() {
    if (Clock::now() - dialled < DIAL_EVERY) return;
    dialled = Clock::now();
    connection = std::make_unique<Connection>(port);
    unanswered = 0;
  }
};

// Report lines: a name, a tab, a value as JSON.
class Report {
 public:
  explicit Report(std::string_view name) { text_ << name; }
  Report& line(std::string_view name, std::string_view json) {
    text_ << '\n' << name << '\t' << json;
    return *this;
  }
  Report& line(std::string_view name, std::uint64_t number) { return line(name, std::to_string(number)); }
  void send(Connection& control) const { control.send(REPORT, text_.str()); }

 private:
  std::ostringstream text_;
};

// The region with what the demo wants to know about it.
class Shop {
 public:
  Shop(aa::Region region, std::vector<Peer> peers) : peers(std::move(peers)), region_(std::move(region)) {}

  void on_control(Connection& control, const std::string& payload) {
    Fields lines = split(payload, '\n');
    if (lines.size() == 1) return report(control, lines[0]);
    try {
      write(lines[0], lines[1], lines[2], Fields(lines.begin() + 3, lines.end()));
      ++written_;
    } catch (const aa::Error& error) {
      ++refused_;
      if (refusal_.empty()) refusal_ = lines[0] + " " + lines[1] + ": " + error.what();
    }
  }

  void on_peer(Peer& peer, const Frame& frame) {
    if (frame.kind == BATCH) {
      auto started = Clock::now();
      auto report = region_.apply(frame.payload);
      apply_time_ += Clock::now() - started;
      applied_ += report.applied;
      duplicates_ += report.duplicates;
      peer.connection->send(ACKNOWLEDGEMENT, region_.acknowledgement());
    } else if (frame.kind == ACKNOWLEDGEMENT) {
      region_.acknowledge(frame.payload);
      if (peer.unanswered > 0) --peer.unanswered;
    }
  }

  // Dials who is not connected; sends what is new to who has answered everything before.
  void replicate() {
    for (Peer& peer : peers) {
      try {
        if (!peer.connection) peer.dial();
        if (!peer.connection || peer.unanswered > 0) continue;
        for (const auto& batch : region_.batches_for(peer.name, BATCH_BYTES_MAX)) {
          peer.connection->send(BATCH, batch);
          ++peer.unanswered;
        }
      } catch (const Closed&) {
        peer.connection.reset();
      }
    }
  }

  std::vector<Peer> peers;

 private:
  static Fields split(const std::string& text, char at) {
    Fields parts{""};
    for (char c : text) c == at ? parts.emplace_back() : void(parts.back() += c);
    return parts;
  }

  void write(const std::string& verb, const std::string& key, const std::string& argument, const Fields& path) {
    if (verb == "put") region_.put(key, argument, {path});
    else if (verb == "edit") region_.put(key, argument, {path, context_of(key)});
    else if (verb == "patch") region_.patch(key, argument, {path});
    else if (verb == "delete") region_.remove_record(key);
    else if (verb == "unset") region_.unset(key, path);
    else if (verb == "increment") region_.increment(key, std::stoll(argument), path);
    else if (verb == "assign") region_.assign(key, std::stoll(argument), path);
    else if (verb == "reset") region_.reset(key, path);
    else if (verb == "add") region_.add(key, argument, path);
    else if (verb == "remove") region_.remove(key, argument, path);
    else if (verb == "clear") region_.clear(key, path);
    else if (verb == "enable") region_.enable(key, path);
    else if (verb == "disable") region_.disable(key, path);
  }
};
