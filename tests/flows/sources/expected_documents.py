"""What each real document, and the twin of its shape, gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """What a file gives; ``without`` are words of the page around the posting, ``within`` its first and last."""

    source: str
    count: int
    title: str
    company: str
    location: str
    within: tuple[str, ...]
    without: tuple[str, ...]


REAL = {
    "13_utf16le_text_dump_with_lost_chars.txt": Expected(
        "text",
        80,
        "[2026] Software Engineer, Game Developer",
        "",
        "San Mateo, CA, United States",
        ("Every day,", "Software Enginee"),
        ("REGEX", "===", "Æ"),
    ),
    "14_agency_static_page_producer.html": Expected(
        "web page",
        1,
        "Producer",
        "Bakery",
        "",
        ("Job Description", "Primary Responsibilites", "big plus."),
        ("toggle", "careers", "Get in Touch", "Apply Now", "craft"),
    ),
    "15_wordpress_mirror_page_190k.html": Expected(
        "web page",
        1,
        "Account Executive",
        "",
        "Tokyo",
        ("Carry out account", "## What you’ll do", "digital domain"),
        ("Copy to clipboard", "Solutions", "Legal", "cookies", "Learn More", "Back", "Apply"),
    ),
    "16_agency_php_page_assistant_ae.php": Expected(
        "web page",
        1,
        "Assistant Account Executive",
        "LMO Advertising",
        "",
        ("Job Description", "equal opportunity employer."),
        ("Say Hello", "View Directions", "Wilson Boulevard", "Copyright", "analytics"),
    ),
    "17_several_jobs_on_one_page.php": Expected(
        "web page",
        2,
        "Creative Teams",
        "",
        "",
        ("Are you a motivated",),
        ("always on the lookout for great", "include("),
    ),
    "18_jekyll_bad_front_matter_fence.markdown": Expected(
        "page with front matter",
        1,
        "Sr. Account Director/GAD",
        "AKQA, Inc.",
        "Washington D.C.",
        ("##Description", "channels open."),
        ("layout:", "post-date"),
    ),
    "19_json_front_matter_html_body.md": Expected(
        "page with front matter",
        1,
        "Midweight Product Designer",
        "Storio Group",
        "London, Hybrid",
        ("## About the Role", "sponsorship"),
        ("uuid", "hiringOrganization"),
    ),
    "20_yaml_folded_description_no_body.md": Expected(
        "page with front matter",
        1,
        "Account Executive",
        "",
        "Bournemouth",
        ("## About us", "## Responsibilities", "## Benefits", "- Your birthday"),
        ("templateKey", "/img/"),
    ),
    "21_jina_reader_vml.md": Expected(
        "text",
        1,
        "Copywriter",
        "VML",
        "Toronto, Canada",
        ("### About VML", "## Key Responsibilities"),
        ("URL Source", "Markdown Content", "----"),
    ),
    "22_hugo_toml_front_matter.md": Expected(
        "page with front matter",
        1,
        "Creative Production Manager",
        "Blueprint Interactive",
        "Remote",
        ("The Creative Production", "agencies, please."),
        ("sort_date", "+++"),
    ),
    "23_jsonld_jobposting_in_html_include.html": Expected(
        "web page",
        1,
        "Marketing Director",
        "Savas Labs",
        "Durham, NC",
        ("Savas Labs is", "## Responsibilities", "## Qualifications"),
        ("@type", "{{", "Savas Labs logo"),
    ),
    "24_readme_markdown_remotewlb.md": Expected(
        "text",
        1,
        "Project Lead/Account Manager for Web Development Firm",
        "Visual Net Design",
        "San Antonio, Texas, United States",
        ("### Description", "cherry on top!", "cloud virtualization."),
        ("CLICK TO", "**"),
    ),
}

TWIN = {
    "text_dump_utf16.txt": Expected(
        "text",
        3,
        "Account Manager",
        "",
        "Leeds, UK",
        ("You will look after", "We’re a small agency – all"),
        ("REGEX", "="),
    ),
    "agency_page.html": Expected(
        "web page",
        1,
        "Producer",
        "Ovenworks",
        "",
        ("## Primary Responsibilities\n- Plan",),
        ("home", "work with", "bake", "Apply", "Touch"),
    ),
    "built_page.html": Expected(
        "web page",
        1,
        "Account Executive",
        "",
        "Osaka",
        ("## What you’ll do\n- Interview",),
        ("Back", "More", "Apply", "clipboard", "News", "cookies", "2031"),
    ),
    "server_page.php": Expected(
        "web page",
        1,
        "Assistant Account Executive",
        "MLO Advertising",
        "",
        ("## Job Description", "e-mail your resume"),
        ("Hiring", "Directions", "Main Street", "Copyright", "HTTP_HOST"),
    ),
    "several_jobs.php": Expected(
        "web page", 2, "Creative Teams", "", "", ("Are you a team",), ("people who like", "Strategist")
    ),
    "bad_fence.markdown": Expected(
        "page with front matter",
        1,
        "Sr. Account Director/GAD",
        "AQUA, Inc.",
        "Springfield D.C.",
        ("##Required", "bills are paid."),
        ("layout",),
    ),
    "json_front_matter.md": Expected(
        "page with front matter",
        1,
        "Midweight Product Designer",
        "Story Group",
        "Leeds, Hybrid",
        ("## What you'll do\n- Draw",),
        ("2059",),
    ),
    "folded_description.md": Expected(
        "page with front matter",
        1,
        "Account Executive",
        "",
        "Bournemouth",
        ("and support the Senior", "cost and quality.", "## Benefits\n- 28 days", "need your own transport", "£DoE"),
        ("hero",),
    ),
    "reader_output.md": Expected(
        "text",
        1,
        "Copywriter",
        "LMV",
        "Toronto, Canada",
        ("## Key Responsibilities\n- Translate", "along on Social"),
        ("Home", "Work\n", "Careers"),
    ),
    "toml_front_matter.md": Expected(
        "page with front matter",
        1,
        "Creative Production Manager",
        "Blueprints Interactive",
        "Remote",
        ("plans shoots",),
        ("Dental",),
    ),
    "json_ld_include.html": Expected(
        "web page",
        1,
        "Marketing Director",
        "Savannah Labs",
        "Durham, NC",
        ("Savannah Labs looks", "## Responsibilities\nWrite"),
        ("{{", "Experience Requirements"),
    ),
    "readme_card.md": Expected(
        "text",
        1,
        "Project Lead/Account Manager for Web Firm",
        "Visible Net Design",
        "San Antonio, Texas, United States",
        ("- You have managed", "- Any exposure"),
        ("CLICK", "🏠", "**"),
    ),
}
