/* SPDX-License-Identifier: MIT */
/*
 * Stacks as a picture: a flame graph that hangs from its root, one SVG file
 * with all that it needs. A width is bytes; a click makes one frame as wide as
 * all; the search marks what it finds and says how much of all that is.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stacks_view.h"

#define WIDTH 1200
#define MARGIN 10
#define ROW 18
#define HEAD 62        /* above the first row */
#define LETTER 6.6     /* of the 11 px font, in px */
#define NARROWEST 0.15 /* px; what is less cannot be seen */

/* ---- The tree ---------------------------------------------------------- */

struct node {
    char *name;
    char *where; /* file and line, or module; NULL: not known */
    const char *kind;
    uint64_t bytes;
    uint64_t blocks;
    struct node *child; /* the largest first, once they are sorted */
    struct node *next;
};

static void node_free(struct node *node)
{
    while (node != NULL) {
        struct node *next = node->next;

        node_free(node->child);
        free(node->name);
        free(node->where);
        free(node);
        node = next;
    }
}

static struct node *node_new(const char *name, const char *where,
                             const char *kind)
{
    struct node *node = calloc(1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->kind = kind;
    node->name = strdup(name);
    node->where = where != NULL ? strdup(where) : NULL;
    if (node->name == NULL || (where != NULL && node->where == NULL)) {
        node_free(node);
        return NULL;
    }
    return node;
}

static struct node *child_of(struct node *parent, const char *name,
                             const char *where, const char *kind)
{
    struct node *node = parent->child;

    while (node != NULL && strcmp(node->name, name) != 0)
        node = node->next;
    if (node != NULL)
        return node;
    node = node_new(name, where, kind);
    if (node != NULL) {
        node->next = parent->child;
        parent->child = node;
    }
    return node;
}

static void count(struct node *node, const struct stack *stack)
{
    node->bytes += stack->bytes;
    node->blocks += stack->blocks;
}

static struct node *add_place(struct node *parent, const struct spot *spot,
                              const struct place *place)
{
    char name[PATH_MAX];
    char file[PATH_MAX];
    char where[PATH_MAX + 32];
    const char *kind = spot->own ? "own" : spot->system ? "system" : "lib";

    if (place->file != NULL)
        (void)snprintf(where, sizeof where, "%s:%d",
                       view_file(place->file, file, sizeof file), place->line);
    else
        (void)snprintf(where, sizeof where, "%s",
                       spot->module != NULL ? spot->module : "");
    return child_of(parent, view_name(spot, place, name, sizeof name), where,
                    kind);
}

/* False: no memory. */
static bool add_stack(const struct view *view, struct node *root,
                      const struct stack *stack)
{
    struct node *node = root;

    count(root, stack);
    if (stack->depth == 0) {
        node = child_of(root, "(stack not known)", NULL, "system");
        if (node != NULL)
            count(node, stack);
    }
    for (unsigned i = stack->depth; node != NULL && i > 0; i--) {
        const struct spot *spot =
            resolve(view->resolver, stack->frames[i - 1]);

        if (spot == NULL)
            return false;
        for (size_t k = spot->count; node != NULL && k > 0; k--) {
            node = add_place(node, spot, &spot->places[k - 1]);
            if (node != NULL)
                count(node, stack);
        }
    }
    return node != NULL;
}

static struct node *sorted(struct node *list)
{
    struct node *done = NULL;

    while (list != NULL) {
        struct node *node = list;
        struct node **at = &done;

        list = list->next;
        node->child = sorted(node->child);
        while (*at != NULL && ((*at)->bytes > node->bytes ||
                               ((*at)->bytes == node->bytes &&
                                strcmp((*at)->name, node->name) < 0)))
            at = &(*at)->next;
        node->next = *at;
        *at = node;
    }
    return done;
}

/* How deep it goes with what holds at least so many BYTES. */
static unsigned depth_of(const struct node *node, double bytes)
{
    unsigned most = 0;

    if ((double)node->bytes < bytes)
        return 0;
    for (const struct node *child = node->child; child != NULL;
         child = child->next) {
        unsigned depth = depth_of(child, bytes);

        if (depth > most)
            most = depth;
    }
    return most + 1;
}

/* ---- The file ---------------------------------------------------------- */

static void put_escaped(const char *text, size_t most, FILE *out)
{
    for (size_t i = 0; i < most && text[i] != '\0'; i++) {
        switch (text[i]) {
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        case '&':
            (void)fputs("&amp;", out);
            break;
        case '"':
            (void)fputs("&quot;", out);
            break;
        default: /* no control character is one in XML */
            (void)fputc(text[i] < ' ' ? ' ' : text[i], out);
        }
    }
}

/* As much of the name as there is room for. */
static void put_label(const struct node *node, double width, FILE *out)
{
    size_t room = width > 8 ? (size_t)((width - 8) / LETTER) : 0;
    size_t n = strlen(node->name);

    if (room >= n)
        put_escaped(node->name, n, out);
    else if (room >= 4) {
        put_escaped(node->name, room - 2, out);
        (void)fputs("..", out);
    }
}

static void put_node(const struct node *node, const struct node *root,
                     double x, unsigned row, FILE *out)
{
    double unit = root->bytes > 0
                      ? (double)(WIDTH - 2 * MARGIN) / (double)root->bytes
                      : 0;
    double width = (double)node->bytes * unit;

    if (width < NARROWEST)
        return;
    fprintf(out, "<g class=\"f %s\"><title>", node->kind);
    put_escaped(node->name, SIZE_MAX, out);
    if (node->where != NULL) {
        (void)fputs("\n", out);
        put_escaped(node->where, SIZE_MAX, out);
    }
    fprintf(out,
            "\n%" PRIu64 " bytes in %" PRIu64 " blocks, %.1f%%</title>"
            "<rect x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"%d\"/>"
            "<text x=\"%.2f\" y=\"%u\">",
            node->bytes, node->blocks,
            100.0 * (double)node->bytes / (double)root->bytes, x,
            HEAD + row * ROW, width, ROW - 1, x + 4, HEAD + row * ROW + 13);
    put_label(node, width, out);
    (void)fputs("</text></g>\n", out);
    for (const struct node *child = node->child; child != NULL;
         child = child->next) {
        put_node(child, root, x, row + 1, out);
        x += (double)child->bytes * unit;
    }
}

/* Black on light fills, also in print; on a dark screen white on dark ones. */
static const char style[] =
    "<style>\n"
    ".back { fill: #fff }\n"
    "text { font: 11px monospace; fill: #111 }\n"
    ".head { font: bold 15px sans-serif }\n"
    ".note { font: 12px sans-serif }\n"
    ".link { text-decoration: underline; cursor: pointer }\n"
    ".f { cursor: pointer }\n"
    ".f text { pointer-events: none }\n"
    ".f rect { stroke: #fff; stroke-width: .5 }\n"
    ".own rect { fill: #ffb38a }\n"
    ".lib rect { fill: #b9d7f2 }\n"
    ".system rect { fill: #dcdcdc }\n"
    ".f.hit rect { stroke: #a0009c; stroke-width: 2 }\n"
    ".f:hover rect { stroke: #111; stroke-width: 1 }\n"
    "@media screen and (prefers-color-scheme: dark) {\n"
    ".back { fill: #16181c }\n"
    "text { fill: #f2f2f2 }\n"
    ".f rect { stroke: #16181c }\n"
    ".own rect { fill: #9c4a1a }\n"
    ".lib rect { fill: #27527c }\n"
    ".system rect { fill: #50545b }\n"
    ".f.hit rect { stroke: #ff7bfa }\n"
    ".f:hover rect { stroke: #fff }\n"
    "}\n"
    "@media print { .link { display: none } .f rect { stroke: #555 } }\n"
    "</style>\n";

/* No name of another process is in it: those are text. */
static const char script[] =
    "<script><![CDATA[\n"
    "const W = %d, M = %d, L = %.1f;\n"
    "const all = [...document.querySelectorAll('.f')].map(g => {\n"
    "  const r = g.querySelector('rect'), t = g.querySelector('title');\n"
    "  const lines = t.textContent.split('\\n');\n"
    "  return {g, r, text: g.querySelector('text'), name: lines[0],\n"
    "    title: t.textContent, x: +r.getAttribute('x'),\n"
    "    w: +r.getAttribute('width'), y: +r.getAttribute('y'),\n"
    "    bytes: parseInt(lines[lines.length - 1])};\n"
    "});\n"
    "function zoom(to) {\n"
    "  const k = (W - 2 * M) / to.w;\n"
    "  for (const f of all) {\n"
    "    const above = f.y < to.y && f.x <= to.x + .01 &&\n"
    "      f.x + f.w >= to.x + to.w - .01;\n"
    "    const inside = f.y >= to.y && f.x >= to.x - .01 &&\n"
    "      f.x + f.w <= to.x + to.w + .01;\n"
    "    f.g.style.display = above || inside ? '' : 'none';\n"
    "    const x = above ? M : M + (f.x - to.x) * k;\n"
    "    const w = above ? W - 2 * M : f.w * k;\n"
    "    f.r.setAttribute('x', x);\n"
    "    f.r.setAttribute('width', w);\n"
    "    f.g.style.opacity = above ? .6 : 1;\n"
    "    f.text.setAttribute('x', x + 4);\n"
    "    const n = Math.floor((w - 8) / L);\n"
    "    f.text.textContent = n >= f.name.length ? f.name :\n"
    "      n >= 4 ? f.name.slice(0, n - 2) + '..' : '';\n"
    "  }\n"
    "}\n"
    "function search(what) {\n"
    "  let found = 0, hits = [];\n"
    "  for (const f of all) {\n"
    "    const hit = what && f.title.toLowerCase()\n"
    "      .includes(what.toLowerCase());\n"
    "    f.g.classList.toggle('hit', !!hit);\n"
    "    if (hit && !hits.some(h => f.x >= h.x - .01 &&\n"
    "        f.x + f.w <= h.x + h.w + .01)) {\n"
    "      hits.push(f); found += f.bytes;\n"
    "    }\n"
    "  }\n"
    "  document.getElementById('found').textContent = what ?\n"
    "    `${what}: ${found} bytes, ` +\n"
    "    `${(100 * found / all[0].bytes).toFixed(1)}%%` : '';\n"
    "}\n"
    "const ask = () => search(prompt('Part of a name, a file or a library:'"
    ") || '');\n"
    "for (const f of all) f.g.addEventListener('click', () => zoom(f));\n"
    "document.getElementById('search').addEventListener('click', ask);\n"
    "document.getElementById('all').addEventListener('click', () => {\n"
    "  zoom(all[0]); search('');\n"
    "});\n"
    "addEventListener('keydown', e => {\n"
    "  if (e.key === '/' || (e.ctrlKey && e.key === 'f')) {\n"
    "    e.preventDefault(); ask();\n"
    "  } else if (e.key === 'Escape') { zoom(all[0]); search(''); }\n"
    "});\n"
    "]]></script>\n";

static void put_head(const struct view *view, const struct node *root,
                     FILE *out)
{
    double least =
        NARROWEST * (double)root->bytes / (double)(WIDTH - 2 * MARGIN);
    unsigned height = HEAD + depth_of(root, least) * ROW + MARGIN;

    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
            "height=\"%u\" viewBox=\"0 0 %d %u\">\n"
            "%s<rect class=\"back\" width=\"100%%\" height=\"100%%\"/>\n"
            "<text class=\"head\" x=\"%d\" y=\"22\">",
            WIDTH, height, WIDTH, height, style, MARGIN);
    put_escaped(view->stacks.program, SIZE_MAX, out);
    fprintf(out,
            " (pid %ld): %s%" PRIu64 " bytes in %" PRIu64 " blocks%s</text>\n",
            (long)view->stacks.pid, view->growth ? "+" : "", root->bytes,
            root->blocks, view->growth ? " more than at the last look" : "");
    fprintf(out,
            "<text class=\"note\" x=\"%d\" y=\"42\">A width is bytes held. "
            "Called from above; orange is the program's own, blue a "
            "library's, grey the C library's.</text>\n"
            "<text class=\"note link\" id=\"search\" x=\"%d\" y=\"22\">"
            "search (/)</text>\n"
            "<text class=\"note link\" id=\"all\" x=\"%d\" y=\"22\">"
            "all (Esc)</text>\n"
            "<text class=\"note\" id=\"found\" x=\"%d\" y=\"42\" "
            "text-anchor=\"end\"></text>\n",
            MARGIN, WIDTH - 150, WIDTH - 70, WIDTH - MARGIN);
}

int show_flame(const struct view *view, FILE *out)
{
    size_t stacks = 0;
    const struct stack **list = view_sorted(view, &stacks);
    struct node *root = node_new("all", NULL, "system");
    bool good = list != NULL && root != NULL;

    for (size_t i = 0; good && i < stacks; i++)
        good = add_stack(view, root, list[i]);
    if (good) {
        root->child = sorted(root->child);
        put_head(view, root, out);
        put_node(root, root, MARGIN, 0, out);
        fprintf(out, script, WIDTH, MARGIN, LETTER);
        (void)fputs("</svg>\n", out);
    }
    free(list);
    node_free(root);
    return good ? EXIT_OK : fail("out of memory");
}
